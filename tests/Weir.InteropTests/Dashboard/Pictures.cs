using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Weir.InteropTests.Dashboard;

/// <summary>
/// Compares what was drawn with small pictures beside the tests, as tolerantly as eyes do: both are made small, so that
/// the edges of letters do not count and what a chart says does.
/// </summary>
/// <remarks><c>WEIR_UPDATE_GOLDEN=1</c> writes the pictures anew, for the eye to judge.</remarks>
internal sealed class Pictures(IPage place)
{
    /// <summary>Of what is kept.</summary>
    private const int Width = 480;

    /// <summary>Of what is compared: a pixel is some letters.</summary>
    private const int ComparedWidth = 120;

    /// <summary>Of 255, over all pixels and colours.</summary>
    private const double MostOnAverage = 3;

    /// <summary>A pixel that differs by more than a quarter of the scale is another one.</summary>
    private const double MostOthers = 0.01;

    /// <summary>Of 255: mean difference; and the share of pixels that are others. Pictures of other shapes differ in all.</summary>
    private const string Compare = """
        async ([one, other, width]) => {
          const load = async (data) => {
            const image = new Image();
            image.src = `data:image/png;base64,${data}`;
            await image.decode();
            return image;
          };
          const [a, b] = await Promise.all([load(one), load(other)]);
          const shape = (image) => image.naturalHeight / image.naturalWidth;
          if (Math.abs(shape(a) / shape(b) - 1) > 0.03) return [255, 1];
          const height = Math.max(1, Math.round(width * shape(a)));
          const pixels = (image) => {
            const canvas = new OffscreenCanvas(width, height);
            const context = canvas.getContext("2d");
            context.imageSmoothingQuality = "high";
            context.drawImage(image, 0, 0, width, height);
            return context.getImageData(0, 0, width, height).data;
          };
          const [p, q] = [pixels(a), pixels(b)];
          let [sum, others] = [0, 0];
          for (let i = 0; i < p.length; i += 4) {
            const apart = [0, 1, 2].map((k) => Math.abs(p[i + k] - q[i + k]));
            sum += apart[0] + apart[1] + apart[2];
            others += Math.max(...apart) > 64 ? 1 : 0;
          }
          return [sum / (p.length * 0.75), others / (p.length / 4)];
        }
        """;

    private const string Shrink = """
        async ([data, width]) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = width;
          canvas.height = Math.round((width * image.naturalHeight) / image.naturalWidth);
          const context = canvas.getContext("2d");
          context.imageSmoothingQuality = "high";
          context.drawImage(image, 0, 0, canvas.width, canvas.height);
          return canvas.toDataURL("image/png").split(",")[1];
        }
        """;

    private static string Folder([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "Pictures");

    /// <summary>The names of all that are kept.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder(), "*.png").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder(), $"{name}.png"));

    /// <summary>Null when it looks like the picture of that name, else how it differs and where it was put.</summary>
    public async Task<string?> DifferenceAsync(string name, ILocator what)
    {
        var small = Convert.FromBase64String(
            await place.EvaluateAsync<string>(
                Shrink,
                new object[] { Convert.ToBase64String(await what.ScreenshotAsync()), Width }
            )
        );
        var path = Path.Combine(Folder(), $"{name}.png");
        if (Environment.GetEnvironmentVariable("WEIR_UPDATE_GOLDEN") is "1")
        {
            Directory.CreateDirectory(Folder());
            await File.WriteAllBytesAsync(path, small);
        }

        if (!File.Exists(path))
            return $"there is no picture {name}; WEIR_UPDATE_GOLDEN=1 makes it";
        var (mean, others) = await ApartAsync(small, Read(name));
        if (IsSame(mean, others))
            return null;
        var actual = Path.Combine(Path.GetTempPath(), $"weir-picture-{name}.png");
        await File.WriteAllBytesAsync(actual, small);
        return $"{name} differs by {mean:0.0} of 255, {others:0.0 %} of it are others; what was drawn is in {actual}";
    }

    public async Task<(double Mean, double Others)> ApartAsync(byte[] one, byte[] other)
    {
        var apart = await place.EvaluateAsync<double[]>(
            Compare,
            new object[] { Convert.ToBase64String(one), Convert.ToBase64String(other), ComparedWidth }
        );
        return (apart[0], apart[1]);
    }

    public static bool IsSame(double mean, double others) => mean <= MostOnAverage && others <= MostOthers;
}
