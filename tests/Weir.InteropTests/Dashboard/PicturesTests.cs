using System.Globalization;
using Microsoft.Playwright;
using Weir.Testing.Files;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>
/// What the charts look like over data that never change, against what they looked like when somebody found them good. They
/// are compared as coarse grids of colours: a font that is a pixel wider makes no difference, a line that is missing does.
/// With WEIR_UPDATE_GOLDEN=1 the grids are written anew; look at the pages first.
/// </summary>
[Collection(Dashboards.Name)]
public sealed class PicturesTests(DashboardBench bench)
{
    private const int Columns = 24;
    private const int Rows = 12;

    /// <summary>Mean distance of a channel, of 255. Other fonts make up to 2, a chart without its line more than 5.</summary>
    private const double Tolerance = 4;

    private static readonly string Target = Uri.EscapeDataString(DashboardBench.Mirror);

    private static readonly string Golden = Path.Combine(
        Repository.Root,
        "tests",
        "Weir.InteropTests",
        "Dashboard",
        "Pictures.txt"
    );

    private static readonly (string Name, string Hash, string Chart)[] Charts =
    [
        ("band", $"target?target={Target}&{DashboardBench.Period}&tz=UTC", ".timechart canvas"),
        ("smoke", $"target?target={Target}&{DashboardBench.Period}&tz=UTC", ".smoke canvas"),
        ("week", $"target?target={Target}&{DashboardBench.Period}&tz=UTC", ".heat"),
        ("line", $"overview?{DashboardBench.Period}&tz=UTC", "a.tile .spark"),
        ("day", $"congestion?{DashboardBench.Period}&tz=UTC&verdict=all", ".daycurve"),
    ];

    [Fact]
    public async Task The_charts_look_as_they_did()
    {
        var seen = new Dictionary<string, byte[]>();
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await bench.OpenAsync("overview", theme);
            foreach (var (name, hash, selector) in Charts)
            {
                await page.GotoAsync($"{bench.Url}#/{hash}");
                if (name == "day")
                    await page.Locator("details.verdict-recurring summary").First.ClickAsync();
                var chart = page.Locator(selector).First;
                await Expect(chart).ToBeVisibleAsync();
                await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
                seen.Add($"{name}-{theme.ToString().ToLowerInvariant()}", await GridAsync(page, chart));
            }

            await page.Context.CloseAsync();
        }

        if (Environment.GetEnvironmentVariable("WEIR_UPDATE_GOLDEN") == "1")
            await File.WriteAllLinesAsync(
                Golden,
                seen.Select(one => $"{one.Key} {Convert.ToHexStringLower(one.Value)}")
            );
        var known = (await File.ReadAllLinesAsync(Golden))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => Convert.FromHexString(parts[1]));
        var different = seen.Select(one => (one.Key, By: Distance(one.Value, known[one.Key])))
            .Where(one => one.By > Tolerance)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} differs by {one.By:0.0}"));
        Assert.Empty(different);
    }

    private static double Distance(byte[] one, byte[] other) =>
        one.Zip(other, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(255).Average();

    /// <summary>Red, green and blue of each cell, row by row.</summary>
    private static async Task<byte[]> GridAsync(IPage page, ILocator chart)
    {
        var picture = Convert.ToBase64String(await chart.ScreenshotAsync());
        var numbers = await page.EvaluateAsync<int[]>(
            """
            async ([picture, columns, rows]) => {
              const image = new Image();
              image.src = `data:image/png;base64,${picture}`;
              await image.decode();
              const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
              const ctx = canvas.getContext("2d");
              ctx.imageSmoothingQuality = "high";
              ctx.drawImage(image, 0, 0, columns, rows);
              return [...ctx.getImageData(0, 0, columns, rows).data].filter((_, i) => i % 4 !== 3);
            }
            """,
            new object[] { picture, Columns, Rows }
        );
        return [.. numbers.Select(number => (byte)number)];
    }
}
