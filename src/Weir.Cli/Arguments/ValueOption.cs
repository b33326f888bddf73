using System.CommandLine;

namespace Weir.Cli.Arguments;

/// <summary>An option of the command line with a value that is no text.</summary>
/// <remarks>
/// It is one of <see cref="object"/> for the library: code of generic types over each kind of value would be compiled
/// when the program starts.
/// </remarks>
internal sealed class ValueOption<T>(Option<object?> option)
    where T : struct
{
    public Option<object?> Untyped => option;

    public static implicit operator Option(ValueOption<T> option) => option.Untyped;
}

internal static class ValueOptions
{
    /// <summary>The value; null when it was not given.</summary>
    public static T? GetValue<T>(this ParseResult line, ValueOption<T> option)
        where T : struct => (T?)line.GetValue(option.Untyped);
}
