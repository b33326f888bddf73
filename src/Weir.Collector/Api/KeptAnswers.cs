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
/// fingerprint is taken before the rollups are read, so that an answer may be newer than it and never older. Few are computed
/// at once; one that nobody waits for any more when its turn comes is not.
/// </remarks>
/// <param name="fingerprint">Of the rollups of a filter, as the store has them now.</param>
/// <param name="most">Of all answers; beyond it those go that were asked for longest ago.</param>
internal sealed class KeptAnswers(Func<MeasurementFilter, CancellationToken, Task<UInt128>> fingerprint, ByteSize most)
    : IDisposable
{
    public static readonly ByteSize Most = 32 * ByteSize.MiB;

    private const int MostAnswers = 200;

    /// <summary>Each holds the rollups of its period, and uses all cores.</summary>
    private const int MostAtOnce = 2;

    private readonly SemaphoreSlim _turns = new(MostAtOnce, MostAtOnce);
    private readonly Lock _gate = new();

    /// <summary>Guarded by the gate.</summary>
    private readonly Dictionary<KeptQuestion, Kept> _answers = [];

    /// <summary>Counts what happens; guarded by the gate.</summary>
    private long _moment;

    /// <param name="question">What is asked.</param>
    /// <param name="compute">Makes the answer. Once begun it goes on when who asked goes away: somebody will ask again.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The answer in UTF-8, shared by all who ask.</returns>
    public async Task<ReadOnlyMemory<byte>> OfAsync(
        KeptQuestion question,
        Func<CancellationToken, Task<string>> compute,
        CancellationToken cancellation
    )
    {
        var print = await fingerprint(question.Filter, cancellation);
        long? asked = null;
        while (true)
        {
            Kept kept;
            lock (_gate)
            {
                asked ??= ++_moment;
                if (!_answers.TryGetValue(question, out kept!) || (kept.IsOver && !kept.Serves(print, asked.Value)))
                {
                    kept = new Kept(print, ++_moment);
                    _answers[question] = kept;
                    kept.Answer = Task.Run(() => ComputeAsync(question, kept, compute), CancellationToken.None);
                }
                kept.Waiting++;
                kept.AskedAt = ++_moment;
            }

            try
            {
                // What was under way already may be of older rollups, or fail: then it is computed anew.
                var answer = await kept.AnswerAsync(asked.Value, cancellation);
                if (answer is not null && kept.Serves(print, asked.Value))
                    return answer;
            }
            finally
            {
                lock (_gate)
                {
                    kept.Waiting--;
                    Trim();
                }
            }
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<byte[]> ComputeAsync(
        KeptQuestion question,
        Kept kept,
        Func<CancellationToken, Task<string>> compute
    )
    {
        await _turns.WaitAsync(CancellationToken.None);
        try
        {
            lock (_gate)
            {
                if (kept.Waiting == 0)
                {
                    if (_answers.GetValueOrDefault(question) == kept)
                        _answers.Remove(question);
                    return [];
                }
            }

            return Encoding.UTF8.GetBytes(await compute(CancellationToken.None));
        }
        finally
        {
            _turns.Release();
        }
    }

    private void Trim()
    {
        foreach (var (question, _) in _answers.Where(one => one.Value.Length > most.Bytes).ToList())
            _answers.Remove(question);
        while (_answers.Count > MostAnswers || _answers.Values.Sum(kept => kept.Length) > most.Bytes)
            _answers.Remove(_answers.MinBy(one => one.Value.AskedAt).Key);
    }

    /// <param name="begun">The moment.</param>
    private sealed class Kept(UInt128 print, long begun)
    {
        public Task<byte[]> Answer { get; set; } = Task.FromResult<byte[]>([]);

        public bool IsOver => Answer.IsCompleted;

        /// <summary>0 while it is computed.</summary>
        public long Length => Answer.IsCompletedSuccessfully ? Answer.Result.Length : 0;

        /// <summary>Who wait for it.</summary>
        public int Waiting { get; set; }

        public long AskedAt { get; set; }

        /// <summary>Whether it answers who asked then and saw this fingerprint: it is of the same rollups, or of later ones.</summary>
        public bool Serves(UInt128 seen, long asked) => !Answer.IsFaulted && (print == seen || begun > asked);

        /// <summary>Null when it failed and was begun before it was asked for.</summary>
        public async Task<byte[]?> AnswerAsync(long asked, CancellationToken cancellation)
        {
            try
            {
                return await Answer.WaitAsync(cancellation);
            }
            catch (Exception) when (begun < asked && Answer.IsFaulted)
            {
                return null;
            }
        }
    }
}
