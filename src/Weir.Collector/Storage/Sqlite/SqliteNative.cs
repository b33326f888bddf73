using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>Binds to the system's SQLite when there is one, which the system keeps patched, else to the bundled one.</summary>
internal static class SqliteNative
{
    private const string SystemLibrary = "libsqlite3.so.0";

    /// <summary>3.35: the first with all that the statements here use, and the version of the bundle.</summary>
    private const int OldestVersion = 3_035_000;

    private static readonly Lazy<bool> Loaded = new(Load);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();

    /// <summary>To be called before the first connection is made.</summary>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!NativeLibrary.TryLoad(SystemLibrary, out var library))
            return IntPtr.Zero;
        if (
            NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function)
            && Marshal.GetDelegateForFunctionPointer<VersionNumber>(function)() >= OldestVersion
        )
            return library;
        NativeLibrary.Free(library);
        return IntPtr.Zero;
    }
}
