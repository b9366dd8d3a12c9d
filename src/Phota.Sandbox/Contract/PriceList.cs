using Phota.Sandbox.State;

namespace Phota.Sandbox.Contract;

/// <summary>USD per output image: the contract's figures, and switches where it has none.</summary>
internal static class PriceList
{
    private const decimal Plain = 0.12m;
    private const decimal WithIdentity = 0.15m;

    public static decimal ProfileOf(string tier) => tier == "fast" ? 1.49m : 2.90m;

    public static decimal ImageOf(Operation operation, bool withIdentity, Switches switches)
    {
        if (operation == Operation.Edit)
            return switches.Number(withIdentity ? SwitchTable.PriceEditIdentity : SwitchTable.PriceEdit);
        if (operation == Operation.Generate)
            return switches.Number(withIdentity ? SwitchTable.PriceGenerateIdentity : SwitchTable.PriceGenerate);
        return withIdentity ? WithIdentity : Plain;
    }
}
