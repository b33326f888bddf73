using System.Net;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Arguments;

/// <summary>The value of <c>--control</c>, which goes with <c>--control-token</c>.</summary>
internal static class ControlPlace
{
    /// <summary>Where the control listener listens; null when neither is given.</summary>
    public static IPEndPoint? Read(string? control, string? token)
    {
        if (control is null)
            return token is null
                ? null
                : throw MistakeException.Usage("--control-token goes with --control PORT; add it");
        if (token is null)
            throw MistakeException.Usage("--control needs --control-token FILE, which is made when it is missing");
        return OnePlace.Read("--control", control);
    }
}
