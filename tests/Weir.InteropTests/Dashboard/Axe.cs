using Microsoft.Playwright;
using Weir.Testing.Files;

namespace Weir.InteropTests.Dashboard;

/// <summary>Deque's axe-core, which finds what keeps people from using a page.</summary>
internal static class Axe
{
    public static readonly string Script = Path.Combine(
        Repository.Root,
        "web",
        "node_modules",
        "axe-core",
        "axe.min.js"
    );

    /// <summary>Serious and critical violations, each in a line.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        // Through the debugger, which the page's policy does not concern.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Script));
        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] });
              return violations
                .filter((one) => one.impact === "serious" || one.impact === "critical")
                .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`));
            }
            """
        );
    }
}
