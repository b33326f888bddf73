namespace Weir.Cli.Screens;

/// <summary>Bars of characters.</summary>
internal static class Bars
{
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>A bar of <paramref name="width"/> characters, filled in eighths of one.</summary>
    public static string Of(long part, long whole, int width)
    {
        if (width <= 0)
            return "";
        var share = whole > 0 ? Math.Clamp((double)part / whole, 0, 1) : 0;
        var eighths = (int)(share * width * 8);
        var full = eighths / 8;
        var bar = new string('█', full);
        if (full < width)
            bar += Eighths[eighths % 8] == ' ' ? "░" : Eighths[eighths % 8];
        return bar + new string('░', Math.Max(0, width - full - 1));
    }
}
