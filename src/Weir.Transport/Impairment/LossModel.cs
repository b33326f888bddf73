namespace Weir.Transport.Impairment;

/// <summary>
/// Which packets a path loses: each for itself (Bernoulli), or in bursts (Gilbert 1960, Elliott 1963). Pure but for its
/// randomness.
/// </summary>
/// <remarks>
/// Two states, good and bad, of which each loses its own share. With mean length B of a bad stretch, in packets, loss L in
/// the long run, g of it while good and b while bad, the path is bad for π = (L − g) / (b − g) of the packets; it leaves
/// the bad state with r = 1/B before each packet, and enters it with p = r·π / (1 − π).
/// </remarks>
internal sealed class LossModel
{
    private readonly Random _random;
    private readonly double _whileGood;
    private readonly double _whileBad;
    private readonly double _enters;
    private readonly double _leaves;
    private bool _isBad;

    public LossModel(ImpairmentOptions options, Random random)
    {
        _random = random;
        if (options.LossBurst is not { } burst || options.Loss == 0)
        {
            (_whileGood, _whileBad) = (options.Loss, options.Loss);
            return;
        }

        (_whileGood, _whileBad) = (options.LossBetweenBursts, options.LossInBurst);
        var bad = (options.Loss - _whileGood) / (_whileBad - _whileGood);
        _leaves = 1 / burst;
        _enters = Math.Min(1, _leaves * bad / (1 - bad));
        _isBad = random.NextDouble() < bad;
    }

    /// <summary>Whether the next packet is lost.</summary>
    public bool Next()
    {
        if (_enters > 0)
            _isBad = _random.NextDouble() < (_isBad ? 1 - _leaves : _enters);
        var loss = _isBad ? _whileBad : _whileGood;
        return loss > 0 && _random.NextDouble() < loss;
    }
}
