using System.Globalization;
using Weir.Cli.Screens;
using Weir.Cli.Terminal;

namespace Weir.Cli.Probing.SelfTest;

/// <summary>What a self-test says. Pure.</summary>
internal static class SelfTestReport
{
    public static void Print(TextWriter to, IReadOnlyList<SelfTestCheck> checks) =>
        TextTable.Print(
            to,
            ["", "true", "measured", "tolerance", ""],
            checks.Select(check =>
                (string[])
                    [
                        check.Name.Replace('_', ' '),
                        Text(check, check.Truth),
                        Text(check, check.Measured),
                        check.Tolerance == 0 ? "exact" : Text(check, check.Tolerance),
                        check.IsRight ? "right" : "WRONG",
                    ]
            )
        );

    public static string Json(DateTimeOffset at, IReadOnlyList<SelfTestCheck> checks) =>
        EventLine.Of(
            "selftest",
            at,
            json =>
            {
                json.WriteStartArray("checks");
                foreach (var check in checks)
                {
                    json.WriteStartObject();
                    json.WriteString("name", check.IsTime ? $"{check.Name}_s" : check.Name);
                    json.WriteNumber("true", check.Truth);
                    if (check.Measured is { } measured)
                        json.WriteNumber("measured", measured);
                    else
                        json.WriteNull("measured");
                    json.WriteNumber("tolerance", check.Tolerance);
                    json.WriteBoolean("ok", check.IsRight);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteString("outcome", checks.All(check => check.IsRight) ? "ok" : "failed");
            }
        );

    private static string Text(SelfTestCheck check, double? value) =>
        check.IsTime
            ? ProbeWords.Delay(value)
            : value?.ToString("0", CultureInfo.InvariantCulture) ?? ProbeWords.Unknown;
}
