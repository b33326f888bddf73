using Weir.Cli.Mistakes;
using Weir.Origin.Replicas;

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
        ListenMistakes.Sentence(listen.EndPoint, listen.Cause);
}
