using System.Runtime.InteropServices;

namespace Converge.Server.Identity;

/// <summary>
/// Connections of nodes mostly wait, and OpenSSL keeps much for each of them: what it read and wrote with last (34 KB), what the
/// longest message lay in until it was read (22 KB), and settings (SSL_CTX) that are the same for all. The platform has no call to
/// tell it otherwise. But OpenSSL tells whoever wants to know of the settings that are made, and with these of each handshake.
/// </summary>
internal static unsafe class LeanTls
{
    // Of openssl/crypto.h, openssl/ssl.h and openssl/bio.h.
    private const int Settings = 1;
    private const int HandshakeBegins = 0x10;
    private const int AddMode = 33;
    private const int ReleaseBuffers = 0x10;
    private const int HasRead = 0x82;
    private const int GetPending = 10;
    private const int SetMemory = 114;
    private const int GetMemory = 115;
    private const int FreesIt = 1;

    // Less is not worth to be asked for again with each message.
    private const nuint Little = 2048;

    private static OpenSsl _openSsl;
    private static volatile bool _isHeard;

    /// <summary>
    /// Whether no connection gives out a session that could be resumed. False as long as none was seen to follow: the platform may use
    /// another OpenSSL than this.
    /// </summary>
    public static bool HasNoSessions => _isHeard;

    /// <summary>From now on, for all connections of this process.</summary>
    public static void Begin() => _ = Registered.Index;

    [UnmanagedCallersOnly]
    private static void NoteSettings(nint settings, nint value, nint values, int index, nint number, nint argument) => _openSsl.TellHandshakes(settings, &NoteHandshake);

    [UnmanagedCallersOnly]
    private static void NoteHandshake(nint connection, int what, int result)
    {
        if ((what & HandshakeBegins) == 0)
            return;
        _ = _openSsl.Control(connection, AddMode, ReleaseBuffers, null);
        _openSsl.TellUse(_openSsl.Input(connection), &NoteUse);
        _openSsl.TellUse(_openSsl.Output(connection), &NoteUse);
        if (_openSsl.SetTickets(connection, 0) == 1)
            _isHeard = true;
    }

    /// <summary>What a message lay in is given back when all of it was read.</summary>
    [UnmanagedCallersOnly]
    private static nint NoteUse(nint pipe, int what, nint data, nuint length, int command, nint number, int result, nuint* done)
    {
        Memory* memory = null;
        if (what == HasRead && result > 0 && _openSsl.ControlPipe(pipe, GetPending, 0, null) == 0
            && _openSsl.ControlPipe(pipe, GetMemory, 0, &memory) > 0 && memory->Size > Little && _openSsl.NewMemory() is var fresh and not null)
            _ = _openSsl.ControlPipe(pipe, SetMemory, FreesIt, fresh);
        return result;
    }

    private static class Registered
    {
        public static readonly int Index = Register();

        private static int Register()
        {
            if (!NativeLibrary.TryLoad("libssl.so.3", out var tls) || !NativeLibrary.TryLoad("libcrypto.so.3", out var crypto)
                || !NativeLibrary.TryGetExport(tls, "SSL_CTX_set_info_callback", out var tellHandshakes)
                || !NativeLibrary.TryGetExport(tls, "SSL_ctrl", out var control)
                || !NativeLibrary.TryGetExport(tls, "SSL_set_num_tickets", out var setTickets)
                || !NativeLibrary.TryGetExport(tls, "SSL_get_rbio", out var input)
                || !NativeLibrary.TryGetExport(tls, "SSL_get_wbio", out var output)
                || !NativeLibrary.TryGetExport(crypto, "BIO_set_callback_ex", out var tellUse)
                || !NativeLibrary.TryGetExport(crypto, "BIO_ctrl", out var controlPipe)
                || !NativeLibrary.TryGetExport(crypto, "BUF_MEM_new", out var newMemory)
                || !NativeLibrary.TryGetExport(crypto, "CRYPTO_get_ex_new_index", out var register))
                return -1;
            _openSsl = new()
            {
                TellHandshakes = (delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, void>, void>)tellHandshakes,
                Control = (delegate* unmanaged<nint, int, nint, void*, nint>)control,
                SetTickets = (delegate* unmanaged<nint, nuint, int>)setTickets,
                Input = (delegate* unmanaged<nint, nint>)input,
                Output = (delegate* unmanaged<nint, nint>)output,
                TellUse = (delegate* unmanaged<nint, delegate* unmanaged<nint, int, nint, nuint, int, nint, int, nuint*, nint>, void>)tellUse,
                ControlPipe = (delegate* unmanaged<nint, int, nint, void*, nint>)controlPipe,
                NewMemory = (delegate* unmanaged<void*>)newMemory,
            };
            return ((delegate* unmanaged<int, nint, nint, delegate* unmanaged<nint, nint, nint, int, nint, nint, void>, nint, nint, int>)register)(Settings, 0, 0, &NoteSettings, 0, 0);
        }
    }

    private struct OpenSsl
    {
        public delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, void>, void> TellHandshakes;
        public delegate* unmanaged<nint, int, nint, void*, nint> Control;
        public delegate* unmanaged<nint, nuint, int> SetTickets;
        public delegate* unmanaged<nint, nint> Input;
        public delegate* unmanaged<nint, nint> Output;
        public delegate* unmanaged<nint, delegate* unmanaged<nint, int, nint, nuint, int, nint, int, nuint*, nint>, void> TellUse;
        public delegate* unmanaged<nint, int, nint, void*, nint> ControlPipe;
        public delegate* unmanaged<void*> NewMemory;
    }

    // BUF_MEM of openssl/buffer.h.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Memory
    {
        public readonly nuint Length;
        public readonly nint Data;
        public readonly nuint Size;
    }
}
