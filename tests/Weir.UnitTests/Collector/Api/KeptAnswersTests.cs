using System.Text;
using Weir.Collector.Api;
using Weir.Collector.Storage;
using Weir.Measurements.Units;

namespace Weir.UnitTests.Collector.Api;

public sealed class KeptAnswersTests : IDisposable
{
    private static readonly KeptQuestion Question = new("analysis", AnswerFormat.Json, new(), "UTC", null);

    private readonly KeptAnswers _answers;
    private UInt128 _print = 1;
    private int _computed;

    public KeptAnswersTests() => _answers = new KeptAnswers((_, _) => Task.FromResult(_print), new ByteSize(10));

    public void Dispose() => _answers.Dispose();

    [Fact]
    public async Task What_was_computed_is_kept_until_the_rollups_change()
    {
        Assert.Equal("1", await AskAsync(Question));
        Assert.Equal("1", await AskAsync(Question));

        _print = 2;

        Assert.Equal("2", await AskAsync(Question));
        Assert.Equal("2", await AskAsync(Question));
    }

    [Fact]
    public async Task All_that_an_answer_depends_on_tells_questions_apart()
    {
        KeptQuestion[] questions =
        [
            Question,
            Question with
            {
                Name = "hours",
            },
            Question with
            {
                Format = AnswerFormat.Csv,
            },
            Question with
            {
                Zone = "Europe/Berlin",
            },
            Question with
            {
                Metric = Weir.Analysis.Series.Metric.Loss,
            },
            Question with
            {
                Filter = new MeasurementFilter(Target: "a"),
            },
            Question with
            {
                Grouping = Weir.Analysis.Summaries.Grouping.Hour,
            },
        ];

        var asked = new List<string>();
        foreach (var question in questions)
            asked.Add(await AskAsync(question));

        Assert.Equal(questions.Length, asked.Distinct().Count());
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_wait_for_one_computation_and_it_outlives_who_goes_away()
    {
        var end = new TaskCompletionSource<string>();
        Task<string> Compute(CancellationToken _)
        {
            Interlocked.Increment(ref _computed);
            return end.Task;
        }

        using var gone = new CancellationTokenSource();
        var first = _answers.OfAsync(Question, Compute, gone.Token);
        var second = _answers.OfAsync(Question, Compute, CancellationToken.None);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        end.SetResult("done");

        Assert.Equal("done", Encoding.UTF8.GetString((await second).Span));
        Assert.Equal(1, _computed);
    }

    [Fact]
    public async Task While_one_is_computed_no_other_begins_for_the_same_question_and_who_came_later_gets_a_later_one()
    {
        var end = new TaskCompletionSource<string>();
        var first = _answers.OfAsync(Question, _ => CountAsync(end.Task), CancellationToken.None);
        await UntilComputedAsync(1);
        _print = 2;
        var later = AskAsync(Question);
        var latest = AskAsync(Question);

        Assert.Equal("2", await AskAsync(Question with { Name = "another" }));
        Assert.False(later.IsCompleted || latest.IsCompleted);
        end.SetResult("first");

        Assert.Equal("first", Encoding.UTF8.GetString((await first).Span));
        Assert.Equal(("3", "3"), (await later, await latest));
    }

    [Fact]
    public async Task Who_waits_for_one_that_fails_and_was_begun_before_gets_another()
    {
        var end = new TaskCompletionSource<string>();
        var first = _answers.OfAsync(Question, _ => CountAsync(end.Task), CancellationToken.None);
        await UntilComputedAsync(1);
        var second = AskAsync(Question);
        end.SetException(new InvalidDataException());

        await Assert.ThrowsAsync<InvalidDataException>(() => first);
        Assert.Equal("2", await second);
    }

    [Fact]
    public async Task Few_are_computed_at_once_and_one_that_nobody_waits_for_any_more_is_not()
    {
        var end = new TaskCompletionSource<string>();
        var one = _answers.OfAsync(Question, _ => CountAsync(end.Task), CancellationToken.None);
        var other = _answers.OfAsync(
            Question with
            {
                Name = "other",
            },
            _ => CountAsync(end.Task),
            CancellationToken.None
        );
        await UntilComputedAsync(2);
        using var gone = new CancellationTokenSource();
        var third = _answers.OfAsync(Question with { Name = "third" }, _ => CountAsync(end.Task), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        end.SetResult("done");
        await Task.WhenAll(one, other);

        Assert.Equal("3", await AskAsync(Question with { Name = "fourth" }));
    }

    private Task<string> CountAsync(Task<string> answer)
    {
        Interlocked.Increment(ref _computed);
        return answer;
    }

    private async Task UntilComputedAsync(int count)
    {
        while (Volatile.Read(ref _computed) < count)
            await Task.Yield();
    }

    [Fact]
    public async Task What_failed_is_told_and_not_kept()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            _answers.OfAsync(
                Question,
                _ => Task.FromException<string>(new InvalidDataException()),
                CancellationToken.None
            )
        );

        Assert.Equal("1", await AskAsync(Question));
    }

    [Fact]
    public async Task Beyond_the_bound_the_one_that_was_asked_for_longest_ago_goes()
    {
        var (a, b, c) = (Question with { Name = "a" }, Question with { Name = "b" }, Question with { Name = "c" });
        Assert.Equal("1aaa", await AskAsync(a, "aaa"));
        Assert.Equal("2bbb", await AskAsync(b, "bbb"));
        Assert.Equal("1aaa", await AskAsync(a, "aaa"));

        Assert.Equal("3ccc", await AskAsync(c, "ccc"));

        Assert.Equal("1aaa", await AskAsync(a, "aaa"));
        Assert.Equal("4bbb", await AskAsync(b, "bbb"));
    }

    [Fact]
    public async Task One_that_is_larger_than_the_bound_takes_no_others_place()
    {
        Assert.Equal("1", await AskAsync(Question));
        var large = Question with { Name = "large" };

        Assert.Equal("2larger than ten", await AskAsync(large, "larger than ten"));

        Assert.Equal("3larger than ten", await AskAsync(large, "larger than ten"));
        Assert.Equal("1", await AskAsync(Question));
    }

    private async Task<string> AskAsync(KeptQuestion question, string text = "") =>
        Encoding.UTF8.GetString(
            (
                await _answers.OfAsync(
                    question,
                    _ => Task.FromResult($"{Interlocked.Increment(ref _computed)}{text}"),
                    CancellationToken.None
                )
            ).Span
        );
}
