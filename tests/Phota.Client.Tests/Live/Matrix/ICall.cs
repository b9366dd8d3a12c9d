namespace Phota.Tests.Live.Matrix;

/// <summary>Something that a client does and that a fault may strike.</summary>
internal interface ICall
{
    /// <summary>What the table says of it; null where the fault has nothing to strike.</summary>
    string? Expected(FaultRow row);

    Cell Cell(FaultRow row, TestSandbox sandbox);
}
