using System.Text;
using Weir.Collector.Storage;
using Weir.Measurements.Units;

namespace Weir.Collector.Api;

/// <summary>
/// Answers that take long to compute: each is kept for as long as the rollups that it was computed from stay as they are,
/// and those who ask the same at the same time wait for one computation. Safe for many threads.
/// </summary>
/// <remarks>
/// Whether they stayed is asked of the store with each question: other collectors may add records to it too. The
/// fingerprint is taken before the rollups are read, so that an answer may be newer than it and never older.
/// </remarks>
/// <param name="fingerprint">Of the rollups of a filter, as the store has them now.</param>
/// <param name="most">Of all answers; beyond it those go that were asked for longest ago.</param>
internal sealed class KeptAnswers(Func<MeasurementFilter, CancellationToken, Task<UInt128>> fingerprint, ByteSize most)
{
    public static readonly ByteSize Most = 32 * ByteSize.MiB;

    private const int MostAnswers = 200;

    private readonly Lock _gate = new();

    /// <summary>Guarded by the gate.</summary>
    private readonly Dictionary<KeptQuestion, Kept> _answers = [];

    /// <summary>Counts the questions; guarded by the gate.</summary>
    private long _turn;

    /// <param name="question">What is asked.</param>
    /// <param name="compute">Makes the answer. It goes on when who asked goes away: somebody will ask again.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The answer in UTF-8, shared by all who ask.</returns>
    public async Task<ReadOnlyMemory<byte>> OfAsync(
        KeptQuestion question,
        Func<CancellationToken, Task<string>> compute,
        CancellationToken cancellation
    )
    {
        var print = await fingerprint(question.Filter, cancellation);
        Kept kept;
        lock (_gate)
        {
            if (!_answers.TryGetValue(question, out kept!) || kept.Print != print || kept.HasFailed)
                _answers[question] = kept = new Kept(print, Task.Run(() => ComputeAsync(compute), default));
            kept.AskedAt = ++_turn;
        }

        var answer = await kept.Answer.WaitAsync(cancellation);
        lock (_gate)
            Trim();
        return answer;
    }

    private static async Task<byte[]> ComputeAsync(Func<CancellationToken, Task<string>> compute) =>
        Encoding.UTF8.GetBytes(await compute(CancellationToken.None));

    private void Trim()
    {
        foreach (var (question, _) in _answers.Where(one => one.Value.Length > most.Bytes).ToList())
            _answers.Remove(question);
        while (_answers.Count > MostAnswers || _answers.Values.Sum(kept => kept.Length) > most.Bytes)
            _answers.Remove(_answers.MinBy(one => one.Value.AskedAt).Key);
    }

    private sealed class Kept(UInt128 print, Task<byte[]> answer)
    {
        public UInt128 Print => print;

        public Task<byte[]> Answer => answer;

        public bool HasFailed => answer.IsFaulted;

        /// <summary>0 while it is computed.</summary>
        public long Length => answer.IsCompletedSuccessfully ? answer.Result.Length : 0;

        public long AskedAt { get; set; }
    }
}
