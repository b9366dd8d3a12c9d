namespace PhotaPS;

/// <summary>What a group of results comes to.</summary>
public sealed class PhotaCost
{
    internal PhotaCost(string name) => Name = name;

    /// <summary>The group, or Total.</summary>
    public string Name { get; }

    /// <summary>How many images.</summary>
    public int Images { get; private set; }

    /// <summary>US dollars in all, those of unknown price left out.</summary>
    public decimal Cost { get; private set; }

    /// <summary>How many images have no known price.</summary>
    public int Unpriced { get; private set; }

    /// <summary>What an image costs that was counted before, with another cost or with none.</summary>
    internal void Correct(decimal? before, decimal? cost)
    {
        Unpriced += (cost is null ? 1 : 0) - (before is null ? 1 : 0);
        Cost += (cost ?? 0) - (before ?? 0);
    }

    internal void Add(decimal? cost, int images)
    {
        Images += images;
        Cost += cost ?? 0;
        if (cost is null) Unpriced += images;
    }
}
