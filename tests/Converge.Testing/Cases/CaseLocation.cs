using Xunit.Abstractions;

namespace Converge.Testing.Cases;

/// <summary>Where a case is; a row of a theory, shown by its name.</summary>
public sealed class CaseLocation : IXunitSerializable
{
    [Obsolete("For deserialization only.")]
    public CaseLocation()
        : this("", "")
    {
    }

    public CaseLocation(string path, string name)
    {
        Path = path;
        Name = name;
    }

    public string Path { get; private set; }

    public string Name { get; private set; }

    public void Deserialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Path = info.GetValue<string>(nameof(Path));
        Name = info.GetValue<string>(nameof(Name));
    }

    public void Serialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        info.AddValue(nameof(Path), Path);
        info.AddValue(nameof(Name), Name);
    }

    public override string ToString() => Name;
}
