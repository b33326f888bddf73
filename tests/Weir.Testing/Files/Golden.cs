using System.Runtime.CompilerServices;

namespace Weir.Testing.Files;

/// <summary>
/// Holds output that people read against a file beside the test. <c>WEIR_UPDATE_GOLDEN=1</c> writes the files anew,
/// for the eye to judge by <c>git diff</c>.
/// </summary>
public static class Golden
{
    /// <param name="name">The file's name within the test's folder.</param>
    /// <param name="actual">What was printed.</param>
    /// <param name="testFile">Filled in by the compiler.</param>
    /// <returns>What the file says, for the test to compare.</returns>
    public static string Expected(string name, string actual, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, name);
        if (Environment.GetEnvironmentVariable("WEIR_UPDATE_GOLDEN") is "1")
            File.WriteAllText(path, actual);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
