using Weir.Downloads.Planning;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Fetching;

/// <summary>How a source joins: what it has is learnt by a small range and a few samples.</summary>
internal sealed partial class SourceWorker
{
    private void Join(JoinWork work)
    {
        var facts = Ask(work.Before, work.MustSample, out var revelation, out var failure);
        if (failure is { } failed)
        {
            _source.Disconnect();
            _session.FailToJoin(_slot, failed);
        }
        else if (facts is not null)
        {
            if (_session.Join(_slot, facts, revelation) is { } metalink)
                Describe(metalink);
        }
    }

    /// <summary>Fetches the Metalink of the source beside the download, which does not wait for it.</summary>
    private void Describe(SourceAddress metalink)
    {
        var thread = new Thread(() =>
        {
            try
            {
                var watcher = new QuietWatcher(() => _session.IsOver);
                var (description, problem) = MetalinkFetch.Get(metalink, _options, _time, watcher);
                _session.Described(_slot.Source, description, problem);
            }
            catch (Exception bug)
            {
                _session.Crash(bug); // The edge of a thread: unhandled, it would take the process with it.
            }
        })
        {
            IsBackground = true,
            Name = "weir metalink",
        };
        thread.Start();
    }

    /// <summary>Learns what the source has. With several sources, a few samples tell whether it is the same file.</summary>
    private SourceFacts? Ask(SourceFacts? before, bool mustSample, out Revelation? revelation, out Failure? failure)
    {
        revelation = null;
        var isSampled = _session.IsSampled || mustSample;
        var first = new Extent(0, isSampled ? Samples.Of(long.MaxValue)[0].Length : 1);
        var wants =
            (_session.WantsDigest ? WantedDigests.OfFile : WantedDigests.None)
            | (_session.TriesDeclarations ? WantedDigests.OfBody : WantedDigests.None);
        failure = Exchange(first, wants: wants);
        if (failure is not null)
            return null;
        var passage = HeadGate.First(Connection.Head, Connection.Framing, first, _time.GetUtcNow(), _source.Stored);
        failure = passage.Failure;
        if (passage.Facts is not { } facts || failure is not null)
            return null;
        if (_session.FollowsMirrors && Revelation.IsMetalink(Connection.Head))
        {
            _session.RecogniseMetalink();
            return null;
        }
        facts = facts with
        {
            Digest = Revelation.DigestOf(Connection.Head),
            DeclaresBodies = _session.TriesDeclarations && BodyDigest.IsDeclared(Connection.Head),
        };
        if (_session.FollowsMirrors)
            revelation = Revelation.Of(Connection.Head, _source.At);
        isSampled |= revelation is { Mirrors.Count: > 0 };
        if (facts.Size is 0)
        {
            _source.Drain();
            return facts with { Sample = Samples.Digest([]) };
        }
        if (!facts.HasRanges || facts.Size is not { } size)
        {
            _source.Drain();
            return facts;
        }

        var start = new byte[passage.Body.Length];
        failure = ReadExactly(start) ?? BodyDigest.Check(Connection.Head, start);
        if (failure is not null || !isSampled)
            return facts;
        if (before is { Sample: not null } && before.IsSameVersion(facts) && before.ETag is not null)
            return facts with { Sample = before.Sample };

        // What seems to change with each answer is told by its content alone.
        var known = mustSample ? facts with { ETag = null, LastModified = null } : facts;
        using var samples = new MemoryStream();
        foreach (var extent in Samples.Of(size))
        {
            var sample =
                extent.From == 0 && extent.Length <= start.Length
                    ? start[..(int)extent.Length]
                    : Fetch(extent, known, out failure);
            if (sample is null)
                return null;
            samples.Write(sample);
        }
        return facts with { Sample = Samples.Digest(samples.ToArray()) };
    }

    private byte[]? Fetch(Extent extent, SourceFacts facts, out Failure? failure)
    {
        failure = Exchange(extent);
        if (failure is not null)
            return null;
        var passage = HeadGate.Segment(
            Connection.Head,
            Connection.Framing,
            extent,
            facts,
            _time.GetUtcNow(),
            _source.Stored
        );
        failure = passage.Failure;
        if (failure is null && passage.Body != extent)
            failure = new Failure(FailureKind.WrongAnswer, "sent fewer bytes than a small range asked for");
        if (failure is not null)
            return null;
        var bytes = new byte[extent.Length];
        failure = ReadExactly(bytes);
        return failure is null ? bytes : null;
    }
}
