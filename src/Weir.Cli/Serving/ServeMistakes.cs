using System.Net;
using Weir.Cli.Mistakes;
using Weir.Origin.Replicas;
using Weir.Transport.Loop;

namespace Weir.Cli.Serving;

/// <summary>Why an origin does not start, as a sentence with its remedy.</summary>
internal static class ServeMistakes
{
    public static MistakeException Of(OriginFailure failure) =>
        failure switch
        {
            OriginFailure.NoRoot root => MistakeException.Usage(
                $"{root.Path} does not exist or may not be read; name a folder or a file to serve"
            ),
            OriginFailure.CannotListen listen => MistakeException.Failed(Sentence(listen)),
            OriginFailure.CannotLog log => MistakeException.Target($"{log.Path} cannot be written; {log.Reason}"),
            OriginFailure.CannotUseToken token => MistakeException.Failed(
                $"the token file {token.Path} cannot be used; {token.Reason}"
            ),
            _ => MistakeException.Failed(failure.ToString()),
        };

    public static string Sentence(OriginFailure.CannotListen listen) =>
        Sentence(listen.EndPoint, listen.Cause, "--listen");

    /// <param name="option">What names the place on the command line.</param>
    public static string Sentence(IPEndPoint endPoint, ListenFailure cause, string option) =>
        cause switch
        {
            ListenFailure.InUse =>
                $"port {endPoint.Port} is in use on {endPoint.Address}; stop what has it or name another with {option}",
            ListenFailure.NotPermitted =>
                $"port {endPoint.Port} may not be opened by this user; name one from 1024 on with {option}",
            ListenFailure.NoSuchAddress =>
                $"{endPoint.Address} is not an address of this machine; name one that is, or 0.0.0.0 for all",
            ListenFailure.TooManyFiles => "too many files are open; raise the limit with ulimit -n",
            _ => $"{endPoint} cannot be listened on",
        };
}
