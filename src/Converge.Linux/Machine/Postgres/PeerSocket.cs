using System.Net.Sockets;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Postgres;

/// <summary>
/// A connection to a local socket in the name of another user: the kernel tells the server who has connected, and PostgreSQL lets
/// in the owner of its files, and not root.
/// </summary>
internal static class PeerSocket
{
    /// <returns>Null if nobody listens there.</returns>
    /// <exception cref="UnreadableException">It cannot be connected to.</exception>
    public static Socket? Connect(string path, UserAccount user)
    {
        Socket? socket = null;
        Exception? problem = null;
        // The kernel keeps users for each thread. This one ends with it, so that no other work is ever done under that name.
        var thread = new Thread(() =>
        {
            try
            {
                socket = ConnectAs(path, user);
            }
            catch (Exception e) when (e is SocketException or UnreadableException or ArgumentException)
            {
                problem = e;
            }
        })
        {
            IsBackground = true,
            Name = "connect to PostgreSQL",
        };
        thread.Start();
        thread.Join();
        return problem switch
        {
            null => socket,
            SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable } => null,
            SocketException e when !File.Exists(path) => null,
            _ => throw new UnreadableException($"cannot connect to '{path}': {problem.Message}"),
        };
    }

    private static Socket ConnectAs(string path, UserAccount user)
    {
        if (LibC.UserId != user.Uid && LibC.SetThreadUser(user.Uid) is < 0 and var error)
            throw new UnreadableException($"cannot act for the user '{user.Name}' (error {-error}): run it as root");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
