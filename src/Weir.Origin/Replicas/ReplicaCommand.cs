using System.Globalization;

namespace Weir.Origin.Replicas;

/// <summary>What a line typed at the console of an origin means.</summary>
public abstract record ReplicaCommand
{
    private ReplicaCommand() { }

    /// <summary><c>1</c> pauses replica 1, <c>r1</c> resumes it, <c>e1</c> stops it, <c>s1</c> starts it again.</summary>
    public sealed record Steer(ReplicaAct Act, int Replica) : ReplicaCommand;

    /// <summary><c>l</c></summary>
    public sealed record List : ReplicaCommand;

    /// <summary><c>q</c></summary>
    public sealed record Quit : ReplicaCommand;

    /// <summary>Reads a line; case and spaces do not matter. False for what is no command.</summary>
    public static bool TryParse(string line, out ReplicaCommand? command)
    {
        var text = line.AsSpan().Trim();
        command = null;
        if (text.Equals("l", StringComparison.OrdinalIgnoreCase))
            command = new List();
        else if (text.Equals("q", StringComparison.OrdinalIgnoreCase))
            command = new Quit();
        else if (!text.IsEmpty && TryReadAct(text[0], out var act))
            command = Number(text[1..].TrimStart()) is { } number ? new Steer(act, number) : null;
        else if (Number(text) is { } replica)
            command = new Steer(ReplicaAct.Pause, replica);
        return command is not null;
    }

    private static bool TryReadAct(char letter, out ReplicaAct act)
    {
        (var isAct, act) = char.ToLowerInvariant(letter) switch
        {
            'r' => (true, ReplicaAct.Resume),
            'e' => (true, ReplicaAct.Stop),
            's' => (true, ReplicaAct.Start),
            _ => (false, default),
        };
        return isAct;
    }

    private static int? Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
}
