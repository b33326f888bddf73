using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Weir.FunctionalTests.Collector;

/// <summary>Verdicts that were computed once.</summary>
public sealed class KeptAnswerTests
{
    private static readonly string Period = string.Create(
        CultureInfo.InvariantCulture,
        $"from={Records.Start.UtcDateTime:s}Z&to={Records.Start.UtcDateTime.AddDays(2):s}Z"
    );

    [Theory]
    [InlineData("analysis")]
    [InlineData("hours")]
    [InlineData("heatmap")]
    public async Task A_verdict_is_kept_until_a_record_of_its_period_comes(string name)
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"), Records.Transfer("2", Records.Start.AddHours(1)));
        var question = $"api/v1/{name}?{Period}";
        var (_, before) = await collector.GetAsync(question);

        // Behind the collector's back, where no fingerprint sees it: who computes finds nothing.
        await using (var file = new SqliteConnection($"Data Source={collector.StoreFile};Pooling=false"))
        {
            file.Open();
            await using var command = file.CreateCommand();
            command.CommandText = "delete from rollup where width = 900";
            Assert.NotEqual(0, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(before, (await collector.GetAsync(question)).Text);
        Assert.NotEqual(before, (await collector.GetAsync($"{question}&tz=Europe/Berlin")).Text);

        await collector.SendAsync(Records.Transfer("3", Records.Start.AddDays(3)));
        Assert.Equal(before, (await collector.GetAsync(question)).Text);

        await collector.SendAsync(Records.Transfer("4", Records.Start.AddHours(2), target: "another"));
        Assert.NotEqual(before, (await collector.GetAsync(question)).Text);
    }

    [Fact]
    public async Task An_analysis_counts_the_record_that_came_last()
    {
        await using var collector = await RunningCollector.StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            await collector.SendAsync(Records.Transfer($"{i}", Records.Start.AddMinutes(i)));

            var series = (await collector.JsonAsync($"api/v1/analysis?{Period}")).GetProperty("series");
            Assert.All(series.EnumerateArray(), one => Assert.Equal(i, one.GetProperty("n").GetInt64()));
            Assert.Equal(JsonValueKind.Array, series.ValueKind);
            Assert.NotEqual(0, series.GetArrayLength());
        }
    }

    [Fact]
    public async Task An_answer_has_the_same_form_whether_it_was_kept_or_not()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"));
        foreach (var form in new[] { "application/json", "application/x-ndjson", "text/csv" })
        {
            var first = await collector.GetAsync($"api/v1/hours?{Period}", form);
            Assert.Equal(first, await collector.GetAsync($"api/v1/hours?{Period}", form));
            Assert.NotEmpty(first.Text);
        }
    }
}
