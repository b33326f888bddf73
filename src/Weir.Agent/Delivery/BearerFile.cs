namespace Weir.Agent.Delivery;

/// <summary>A token in a file. It goes into one header field and nowhere else.</summary>
public static class BearerFile
{
    /// <summary>The token (RFC 6750 section 2.1: visible ASCII); null with a sentence about the file, never about its content.</summary>
    public static string? Read(string path, out string? problem)
    {
        problem = null;
        try
        {
            var token = File.ReadAllText(path).Trim();
            if (token.Length == 0)
                problem = $"{path} is empty; put the token of the collector into it";
            else if (token.Any(letter => letter is <= ' ' or > '~'))
                problem = $"{path} holds more than one token; put the token of the collector alone into it";
            else
                return token;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = $"{path} does not exist; put the token of the collector into it";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {error.Message}";
        }
        return null;
    }
}
