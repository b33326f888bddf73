using Weir.Cli.Menu.Choices;

namespace Weir.Cli.Menu;

/// <summary>The menu, in its order.</summary>
internal static class MenuChoices
{
    public static IReadOnlyList<MenuChoice> All { get; } =
    [
        ServeChoice.Choice,
        DownloadChoice.Choice,
        RequestChoice.Choice,
        QualityChoice.Choice,
        ClientsChoice.Choice,
        MeasureChoice.Choice,
        ReportChoice.Choice,
        LabChoice.Choice,
    ];
}
