using System.Net;
using Weir.Transport.Loop;

namespace Weir.Cli.Mistakes;

/// <summary>Why a place cannot be listened at, as a sentence with its remedy.</summary>
internal static class ListenMistakes
{
    /// <param name="option">What names the place on the command line.</param>
    public static string Sentence(IPEndPoint place, ListenFailure cause, string option = "--listen") =>
        cause switch
        {
            ListenFailure.InUse =>
                $"port {place.Port} is in use on {place.Address}; stop what has it or name another with {option}",
            ListenFailure.NotPermitted =>
                $"port {place.Port} may not be opened by this user; name one from 1024 on with {option}",
            ListenFailure.NoSuchAddress =>
                $"{place.Address} is not an address of this machine; name one that is, or 0.0.0.0 for all",
            ListenFailure.TooManyFiles => "too many files are open; raise the limit with ulimit -n",
            _ => $"{place} cannot be listened on",
        };
}
