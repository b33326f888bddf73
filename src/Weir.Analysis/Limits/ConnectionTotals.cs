namespace Weir.Analysis.Limits;

/// <summary>What is known of one connection from its answers so far.</summary>
internal sealed class ConnectionTotals(string client)
{
    private DateTimeOffset? _last;

    public string Client { get; } = client;

    /// <summary>The kernel counts for a connection, whatever the number of answers over it: the last of them has it all.</summary>
    public AnswerFacts? Facts { get; private set; }

    /// <summary>Of all its answers, in seconds.</summary>
    public double Took { get; private set; }

    /// <summary>A connection's counts never go back: an answer that comes later with less is of another one with the same port.</summary>
    public bool IsEnded(AnswerFacts next) => next.At > _last && next.Busy < Facts?.Busy;

    public void Add(AnswerFacts answer)
    {
        Took += answer.Duration.TotalSeconds;
        _last = _last is null || answer.At > _last ? answer.At : _last;
        if (answer.Busy is { } busy && !(busy < Facts?.Busy))
            Facts = answer;
    }
}
