using System.Diagnostics;
using Weir.Analysis.Simulation;
using Weir.Testing.Evaluations;

if (args is ["year"])
{
    Console.WriteLine(Year());
    return;
}

var seeds = args.Length > 0 ? int.Parse(args[0]) : 50;
var only = args.Length > 1 ? args[1].Split(',') : null;
Console.Write(EvaluationTable.Head);
var scores = new List<ScenarioScore>();
foreach (var scenario in Scenarios.All.Where(s => only is null || only.Contains(s.Name)))
{
    var watch = Stopwatch.StartNew();
    scores.Add(Evaluation.Score(scenario, seeds));
    Console.Write(EvaluationTable.Line(scores[^1]));
    Console.Error.WriteLine($"{scenario.Name}: {watch.Elapsed.TotalSeconds:0.0} s");
}

Console.Write(EvaluationTable.Sum(scores));
Console.WriteLine();
Console.WriteLine(
    $"Intervals of 95 %: {Coverage.OfMedians(1000):0.0 %} hold the true median, "
        + $"{Coverage.OfDifferences(1000):0.0 %} the true difference (1000 trials each)."
);
Console.WriteLine();
Console.WriteLine(Year());

static string Year()
{
    var (time, memory) = YearOfSeries.Measure(100);
    return $"A year of 100 series, a value each five minutes: {time.TotalSeconds:0.0} s, {memory >> 20} MiB at most, "
        + $"{Environment.ProcessorCount} cores.";
}
