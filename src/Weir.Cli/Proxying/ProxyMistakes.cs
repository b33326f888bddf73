using Weir.Cli.Mistakes;
using Weir.Proxy.Serving;

namespace Weir.Cli.Proxying;

/// <summary>Why a proxy does not start, as a sentence with its remedy.</summary>
internal static class ProxyMistakes
{
    public static MistakeException Of(ProxyFailure failure) =>
        failure switch
        {
            ProxyFailure.CannotListen listen => MistakeException.Failed(
                ListenMistakes.Sentence(listen.EndPoint, listen.Cause)
            ),
            ProxyFailure.CannotLog log => MistakeException.Target($"{log.Path} cannot be written; {log.Reason}"),
            ProxyFailure.CannotUseToken token => MistakeException.Failed(
                $"the token file {token.Path} cannot be used; {token.Reason}"
            ),
            ProxyFailure.CannotUseDisk disk => MistakeException.Target(
                $"--disk: {disk.Path} cannot be used, {disk.Reason}; give a folder of its own that can be written"
            ),
            _ => MistakeException.Failed(failure.ToString()),
        };
}
