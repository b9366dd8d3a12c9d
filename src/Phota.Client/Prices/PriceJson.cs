using System.Text.Json.Serialization;

namespace Phota;

[JsonSerializable(typeof(PriceTable))]
internal sealed partial class PriceJson : JsonSerializerContext;
