using Microsoft.AspNetCore.Http.Features;

namespace Phota.Sandbox.Http;

internal static class Features
{
    public static T GetRequired<T>(this IFeatureCollection features)
        where T : class => features.Get<T>() ?? throw new InvalidOperationException($"The server has no {typeof(T).Name}.");
}
