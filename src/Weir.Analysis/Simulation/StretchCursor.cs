namespace Weir.Analysis.Simulation;

/// <summary>How strong a disturbance is as time goes on.</summary>
internal sealed class StretchCursor(Effect effect, IEnumerable<Stretch> stretches)
{
    /// <summary>A queue fills and empties over this time, the middle of which is the stretch's edge.</summary>
    private static readonly TimeSpan Ramp = TimeSpan.FromMinutes(20);

    private readonly Stretch[] _stretches = [.. stretches];
    private int _next;

    public Effect Effect => effect;

    /// <param name="at">Not much before what was asked last.</param>
    public double StrengthAt(DateTimeOffset at)
    {
        while (_next < _stretches.Length && _stretches[_next].To + Ramp + Ramp < at)
            _next++;
        var strength = 0.0;
        for (var i = _next; i < _stretches.Length && _stretches[i].From - Ramp < at; i++)
        {
            var inside = Math.Min((at - _stretches[i].From) / Ramp, (_stretches[i].To - at) / Ramp) + 0.5;
            strength = Math.Max(strength, _stretches[i].Strength * Math.Clamp(inside, 0, 1));
        }

        return strength;
    }
}
