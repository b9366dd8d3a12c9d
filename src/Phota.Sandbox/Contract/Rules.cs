using Phota.Sandbox.State;

namespace Phota.Sandbox.Contract;

/// <summary>What single fields cannot tell: combinations that the API refuses.</summary>
internal static class Rules
{
    /// <summary>Limits that the contract does not state, where a switch sets one.</summary>
    public static void CheckLimits(StudioRequest request, Problems problems, Switches switches)
    {
        int longest = (int)switches.Number(SwitchTable.PromptLimit), most = (int)switches.Number(SwitchTable.ProfileIdsLimit);
        if (longest > 0 && request.Prompt.Length > longest)
            problems.Add("string_too_long", $"String should have at most {longest} characters", "prompt");
        if (most > 0 && request.ProfileIds.Count > most)
            problems.Add("too_long", $"List should have at most {most} items, not {request.ProfileIds.Count}", "profile_ids");
    }

    public static ApiError? Broken(StudioRequest request, Switches switches)
    {
        if (request.IsAsync && !request.WantsUrls)
            return BadCombo("async requires response_mode 'urls'.");
        if (request.CallbackUrl is not null && !request.IsAsync)
            return BadCombo("callback_url requires async.");
        if (request.Operation == Operation.Edit && request.Images.Count == 0
            && switches[SwitchTable.EditWithoutImages] is not "allow")
            return ApiError.Of(switches.Status(SwitchTable.EditWithoutImages), "An edit needs at least one image.");
        if (request.Operation.HasCanvas && !request.Model.Resolutions.Contains(request.Resolution))
            return ApiError.BadRequest($"base_model '{request.Model.Id}' does not support resolution '{request.Resolution}'.");
        if (request.Quality is not null && request.Model.Id != BaseModel.WithQuality)
            return ApiError.BadRequest($"quality is only supported by base_model '{BaseModel.WithQuality}'.");
        return null;

        ApiError BadCombo(string detail) => ApiError.Of(switches.Status(SwitchTable.BadComboStatus), detail);
    }
}
