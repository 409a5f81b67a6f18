using Converge.Lab.Places;

namespace Converge.Lab.Keeping;

/// <summary>Held as long as a keeper lives, however it ends: numbers of processes in files can be those of others by now.</summary>
internal static class LabLock
{
    /// <exception cref="LabException">Somebody else has it.</exception>
    public static IDisposable Take(LabPlace place)
    {
        Directory.CreateDirectory(place.Folder);
        return Open(place, FileAccess.ReadWrite, FileShare.None) ?? throw new LabException($"the lab '{place.Name}' is up already");
    }

    public static bool IsHeld(LabPlace place)
    {
        if (!File.Exists(place.Lock))
            return false;
        using var handle = Open(place, FileAccess.Read, FileShare.Read);
        return handle is null;
    }

    private static FileStream? Open(LabPlace place, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(place.Lock, access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, access, share);
        }
        catch (FileNotFoundException e)
        {
            throw new LabException($"the lab '{place.Name}' is being removed", null, e);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
