using System.Runtime.InteropServices;

namespace Weir.Cli.Terminal;

/// <summary>
/// Turns SIGINT into an interruption of what is in front, SIGTERM and SIGHUP into one of all, so that commands can end in
/// order; the second one to the same ends the process as if Weir did not listen.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals(Interruption interruption)
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = interruption.TryInterrupt()),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = interruption.TryStop()),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = interruption.TryStop()),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
