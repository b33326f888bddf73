using Weir.Cli.Menu.Choices;

namespace Weir.Cli.Menu;

/// <summary>The menu and its second page, in their order.</summary>
internal static class MenuChoices
{
    public static IReadOnlyList<MenuChoice> Tools { get; } =
    [
        RelayChoice.Choice,
        AnalyseChoice.Choice,
        ClassChoice.Choice,
        DescribeChoice.Choice,
        RepairChoice.Choice,
        FileChoice.Choice,
        DoctorChoice.Choice,
    ];

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
        DashboardChoice.Choice,
        new MenuChoice("More tools", "relay, analyse, class, repair, doctor", [], _ => []) { Page = Tools },
    ];
}
