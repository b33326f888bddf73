namespace Weir.Cli.Doctor;

/// <summary>One thing that <c>weir doctor</c> looked at.</summary>
/// <param name="Area">The kind of thing, as <c>ports</c>.</param>
/// <param name="Subject">The thing itself.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Remedy">What helps, as an imperative; null when nothing has to be done.</param>
internal sealed record Diagnosis(
    string Area,
    string Subject,
    DiagnosisState State,
    string Sentence,
    string? Remedy = null
)
{
    public static Diagnosis Ok(string area, string subject, string sentence) =>
        new(area, subject, DiagnosisState.Ok, sentence);

    public static Diagnosis Warning(string area, string subject, string sentence, string remedy) =>
        new(area, subject, DiagnosisState.Warning, sentence, remedy);

    public static Diagnosis Problem(string area, string subject, string sentence, string remedy) =>
        new(area, subject, DiagnosisState.Problem, sentence, remedy);
}

/// <summary>How bad it is.</summary>
internal enum DiagnosisState
{
    Ok,

    /// <summary>Weir works; something is slower, less exact or elsewhere than it could be.</summary>
    Warning,

    /// <summary>What was asked for does not work.</summary>
    Problem,
}
