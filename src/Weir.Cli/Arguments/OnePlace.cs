using System.Net;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Arguments;

/// <summary>The value of an option that names a single <c>[HOST:]PORT</c>.</summary>
internal static class OnePlace
{
    /// <summary>Null when the option was not given.</summary>
    public static IPEndPoint? Read(string option, string? text)
    {
        if (text is null)
            return null;
        if (!ListenList.TryParse([text], out var places, out var problem))
            throw MistakeException.Usage($"{option}: {problem}");
        return places is [{ Folder: null } place]
            ? place.EndPoint
            : throw MistakeException.Usage($"{option}: \"{text}\" is not one place; write PORT or HOST:PORT");
    }
}
