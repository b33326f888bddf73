using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml;

namespace Weir.Content.Metalink;

/// <summary>Walks through the XML, with a limit to everything, and hands what it finds to a <see cref="MetalinkFileBuilder"/>.</summary>
internal sealed class MetalinkReader
{
    private readonly XmlReader _xml;
    private readonly MetalinkLimits _limits;
    private readonly MetalinkBudget _budget;
    private readonly Uri? _address;
    private readonly List<MetalinkFile> _files = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];
    private readonly StringBuilder _text = new();
    private MetalinkFileBuilder? _file;

    private MetalinkReader(XmlReader xml, MetalinkLimits limits, Uri? address)
    {
        _xml = xml;
        _address = address;
        _limits = limits;
        _budget = new MetalinkBudget(limits);
    }

    public static bool TryRead(
        ReadOnlyMemory<byte> document,
        MetalinkLimits limits,
        Uri? address,
        [NotNullWhen(true)] out MetalinkDocument? metalink,
        [NotNullWhen(false)] out string? problem
    )
    {
        metalink = null;
        if (document.Length > limits.Bytes)
        {
            problem = $"the Metalink is larger than {limits.Bytes} bytes";
            return false;
        }

        try
        {
            using var xml = XmlReader.Create(new MemoryStream(document.ToArray(), writable: false), Settings(limits));
            problem = new MetalinkReader(xml, limits, address).Read(out metalink);
            return problem is null && metalink is not null;
        }
        catch (XmlException error)
        {
            var place = error.LineNumber > 0 ? $"line {error.LineNumber} of it" : "it";
            problem = $"this is no Metalink; {place} is not XML as a Metalink may have it";
            return false;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            // An encoding that is named and that there is none of.
            problem = "this is no Metalink; its encoding is not known";
            return false;
        }
    }

    private static XmlReaderSettings Settings(MetalinkLimits limits) =>
        new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = limits.Bytes,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        };

    private string? Read(out MetalinkDocument? metalink)
    {
        metalink = null;
        while (_xml.Read())
        {
            var problem = _xml.NodeType switch
            {
                XmlNodeType.Element => Begin(),
                XmlNodeType.EndElement => End(),
                XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace => Take(_xml.Value),
                _ => null,
            };
            if (problem is not null)
                return problem;
        }

        if (_files.Count == 0)
            return "the Metalink names no file";
        metalink = new MetalinkDocument(_files);
        return null;
    }

    private string? Begin()
    {
        var isOurs = _xml.NamespaceURI == MetalinkDocument.Namespace;
        if (_path.Count == 0 && !(isOurs && _xml.LocalName == "metalink"))
            return _xml is { NamespaceURI: MetalinkDocument.OldNamespace, LocalName: "metalink" }
                ? "this is a Metalink of version 3, which is not read; ask for the .meta4 of version 4 (RFC 5854)"
                : "this is XML, but no Metalink";
        if (_path.Count >= _limits.Depth)
            return $"the Metalink has elements within elements deeper than {_limits.Depth}";

        // What another namespace adds has no meaning here, and neither has anything within it.
        _path.Add(isOurs ? _xml.LocalName : "");
        _text.Clear();
        var problem = _path switch
        {
            ["metalink", "file"] => BeginFile(),
            ["metalink", "file", "hash"] => _file!.BeginHash(_xml.GetAttribute("type")),
            ["metalink", "file", "pieces"] => _file!.BeginPieces(
                _xml.GetAttribute("length"),
                _xml.GetAttribute("type")
            ),
            ["metalink", "file", "url"] => _file!.BeginUrl(
                _xml.GetAttribute("priority"),
                _xml.GetAttribute("location")
            ),
            _ => null,
        };
        return problem ?? (_xml.IsEmptyElement ? End() : null);
    }

    private string? BeginFile()
    {
        if (_files.Count == _limits.Files)
            return $"the Metalink names more than {_limits.Files} files";
        var written = _xml.GetAttribute("name");
        if (written is null || written.Length > _limits.TextLength || MetalinkName.Sanitise(written) is not { } name)
            return "the Metalink has a file without a usable name";
        if (!_names.Add(name))
            return $"the Metalink names two files {name}";
        _file = new MetalinkFileBuilder(name, _budget, _address);
        return null;
    }

    private string? Take(string text)
    {
        if (_text.Length + text.Length > _limits.TextLength)
            return IsLeaf() ? $"the Metalink has a value longer than {_limits.TextLength} characters" : null;
        _text.Append(text);
        return null;
    }

    private bool IsLeaf() =>
        _path is ["metalink", "file", "size" or "hash" or "url"] or ["metalink", "file", "pieces", "hash"];

    private string? End()
    {
        var text = _text.ToString().Trim();
        _text.Clear();
        var problem = _path switch
        {
            ["metalink", "file"] => EndFile(),
            ["metalink", "file", "size"] => _file!.Size(text),
            ["metalink", "file", "hash"] => _file!.Hash(text),
            ["metalink", "file", "url"] => _file!.Url(text),
            ["metalink", "file", "pieces", "hash"] => _file!.Piece(text),
            _ => null,
        };
        _path.RemoveAt(_path.Count - 1);
        return problem;
    }

    private string? EndFile()
    {
        var problem = _file!.TryFinish(out var file);
        if (file is not null)
            _files.Add(file);
        _file = null;
        return problem;
    }
}
