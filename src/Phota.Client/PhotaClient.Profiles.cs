namespace Phota;

public sealed partial class PhotaClient
{
    private const int ListedAtOnce = 8;

    /// <summary>Creates a profile and starts its training, which is charged at once (<c>api/profiles/add-profile</c>).</summary>
    /// <param name="request">The photos, the tier and the tag.</param>
    /// <param name="cancellationToken">Stops the call; the service may create and charge the profile all the same.</param>
    /// <returns>The profile, with its id; it takes minutes until it can be used.</returns>
    /// <exception cref="PhotaException">
    /// Kind Validation: a rule is broken, and nothing was sent. After any other kind but a refusal, the profile may exist.
    /// </exception>
    public Task<PhotaProfile> AddProfileAsync(AddProfileRequest request, CancellationToken cancellationToken = default) =>
        AddProfileAsync(request, budget: null, cancellationToken);

    /// <summary>Creates a profile within a budget.</summary>
    /// <inheritdoc cref="AddProfileAsync(AddProfileRequest, CancellationToken)"/>
    /// <param name="request">The photos, the tier and the tag.</param>
    /// <param name="budget">The limit on spending, or null.</param>
    /// <param name="cancellationToken">Stops the call; the service may create and charge the profile all the same.</param>
    public async Task<PhotaProfile> AddProfileAsync(AddProfileRequest request, Budget? budget, CancellationToken cancellationToken = default)
    {
        request.Validate();
        decimal? price = _options.Prices.UnitPrice(request.Operation, withIdentity: false);
        BudgetReservation? reservation = null;
        if (budget is not null)
            reservation = await budget.ReserveAsync(price ?? decimal.MaxValue, cancellationToken).ConfigureAwait(false) ?? throw budget.Error();
        RequestProgress progress = new();
        ApiCall<PhotaProfile> call = new(HttpMethod.Post, AddProfileRequest.Path, (response, stop) => ReadProfileAsync(response, null, stop))
        {
            Body = request.ToBody(),
            Idempotency = Idempotency.NonIdempotent,
            Progress = progress,
        };
        try
        {
            ApiResult<PhotaProfile> answer = await _transport.SendAsync(call, _options.Timeout, cancellationToken).ConfigureAwait(false);
            return answer.Value with
            {
                Tag = answer.Value.Tag ?? request.Tag,
                Tier = answer.Value.Tier ?? request.Tier,
                EstimatedCost = price,
                CreatedAt = answer.Value.CreatedAt ?? _options.TimeProvider.GetUtcNow(),
            };
        }
        catch (PhotaException e) when (progress.IsSent)
        {
            throw e.WithRemedy(PhotaRemedy.FindProfile);
        }
        finally
        {
            reservation?.Settle(progress.IsSent ? price : 0);
        }
    }

    /// <summary>Asks how far a profile is (<c>api/profiles/get-profile-status</c>).</summary>
    /// <param name="profile">The profile; of one from another session, only its id need be known.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The same profile with its state now; its other values are kept.</returns>
    /// <exception cref="PhotaException">Kind NotFound: the service knows no such profile.</exception>
    public async Task<PhotaProfile> GetProfileAsync(PhotaProfile profile, CancellationToken cancellationToken = default)
    {
        using Deadline deadline = new(_options.Timeout, _options.TimeProvider, cancellationToken);
        return await AskAsync(profile, deadline).ConfigureAwait(false);
    }

    private async Task<PhotaProfile> AskAsync(PhotaProfile profile, Deadline deadline)
    {
        ApiCall<PhotaProfile> call = new(
            HttpMethod.Get, $"{ProfilePath(profile.ProfileId)}/status", (response, stop) => ReadProfileAsync(response, profile.ProfileId, stop));
        ApiResult<PhotaProfile> answer = await _transport.SendAsync(call, deadline).ConfigureAwait(false);
        return profile.Updated(answer.Value);
    }

    /// <summary>Asks how far a profile is (<c>api/profiles/get-profile-status</c>).</summary>
    /// <param name="profileId">The profile's id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="PhotaException">Kind NotFound: the service knows no such profile.</exception>
    public Task<PhotaProfile> GetProfileAsync(string profileId, CancellationToken cancellationToken = default) =>
        GetProfileAsync(new PhotaProfile { ProfileId = profileId }, cancellationToken);

    /// <summary>Lists the account's profiles (<c>api/profiles/get-profile-ids</c>); one listed without its state is asked for it.</summary>
    /// <param name="tag">Only those with this tag, 1 to 128 characters; null lists all.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="PhotaException">Kind Validation: the tag is empty or too long.</exception>
    public async Task<IReadOnlyList<PhotaProfile>> ListProfilesAsync(string? tag = null, CancellationToken cancellationToken = default)
    {
        ProfileRules.RequireTag(tag);
        string query = tag is null ? "" : $"?tag={Uri.EscapeDataString(tag)}";
        ApiCall<IReadOnlyList<PhotaProfile>> call = new(HttpMethod.Get, $"/v1/phota/profiles/ids{query}", ReadProfilesAsync);
        ApiResult<IReadOnlyList<PhotaProfile>> answer =
            await _transport.SendAsync(call, _options.Timeout, cancellationToken).ConfigureAwait(false);

        List<PhotaProfile> profiles = [];
        foreach (PhotaProfile[] some in answer.Value.Chunk(ListedAtOnce))
        {
            PhotaProfile?[] known = await Task.WhenAll(some.Select(profile => WithStatusAsync(profile, cancellationToken))).ConfigureAwait(false);
            profiles.AddRange(known.OfType<PhotaProfile>().Select(profile => profile with { Tag = profile.Tag ?? tag }));
        }

        return profiles;
    }

    /// <summary>Asks again and again until a profile is trained or has failed; of any number waited for, they are asked about at one pace.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="interval">How long to wait before the second question; the waits grow from there to 30 seconds, as <c>guides/profiles</c> advises.</param>
    /// <param name="timeout">How long to wait in all; a state that we do not know counts as still in training until then.</param>
    /// <param name="progress">Told each answer, on any thread.</param>
    /// <param name="cancellationToken">Stops waiting; the training goes on.</param>
    /// <returns>The profile: ready, or failed, which <see cref="PhotaProfile.Failure"/> tells.</returns>
    /// <exception cref="PhotaException">Kind Timeout: it is not done in time. The training goes on and can be waited for again.</exception>
    public async Task<PhotaProfile> WaitForProfileAsync(
        PhotaProfile profile, TimeSpan interval, TimeSpan timeout, IProgress<PhotaProfile>? progress = null, CancellationToken cancellationToken = default)
    {
        using Deadline deadline = new(timeout, _options.TimeProvider, cancellationToken);
        try
        {
            return await PollLoop.RunAsync(AskAgainAsync, asked => asked.IsDone, _account.Polls, new(interval), () => deadline.Elapsed, _options.TimeProvider, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new PhotaException(
                PhotaErrorKind.Timeout,
                $"Profile {profile.ProfileId} is not trained after {timeout.TotalSeconds:0} seconds: {profile.ServiceStatus ?? profile.Status.ToString()}.")
            {
                Remedy = PhotaRemedy.WaitForProfile,
                RequestId = profile.RequestId,
            };
        }

        async Task<PhotaProfile> AskAgainAsync(CancellationToken _)
        {
            using Deadline question = new(_options.Timeout, _options.TimeProvider, deadline);
            profile = await AskAsync(profile, question).ConfigureAwait(false);
            progress?.Report(profile);
            return profile;
        }
    }

    /// <summary>Deletes a profile with all its data, at once and for good (<c>api/profiles/delete-profile</c>).</summary>
    /// <param name="profileId">The profile's id.</param>
    /// <param name="cancellationToken">Stops the call; the profile may be deleted all the same.</param>
    /// <exception cref="PhotaException">Kind NotFound: the service knows no such profile, perhaps no longer.</exception>
    public async Task RemoveProfileAsync(string profileId, CancellationToken cancellationToken = default)
    {
        ApiCall<string?> call = new(HttpMethod.Delete, ProfilePath(profileId), (response, _) => Task.FromResult(ErrorReader.RequestId(response)));
        ApiResult<string?> result = await _transport.TrySendAsync(call, _options.Timeout, cancellationToken).ConfigureAwait(false);

        // A profile that is gone after an attempt without an answer was deleted by it.
        bool isDeleted = result is { Error.Kind: PhotaErrorKind.NotFound, Delivery: RequestDelivery.Unknown };
        if (result.Error is not null && !isDeleted) throw result.Error;
    }

    /// <summary>Saves the image that the service chose of a profile's photos (<c>api-reference/introduction</c>), a JPEG.</summary>
    /// <param name="profileId">The profile's id, which also names the file.</param>
    /// <param name="folder">The folder to save in; it must exist.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="cancellationToken">Stops the download; no partial file stays.</param>
    /// <returns>The full path of the file.</returns>
    /// <exception cref="PhotaException">Kind OutputFile: it exists or cannot be written; nothing was sent. Kind NotFound: no such profile, or no image yet.</exception>
    public async Task<string> SaveProfilePictureAsync(
        string profileId, string folder, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        OutputTarget target = ProfilePicture.TargetFor(profileId, folder, overwrite);
        target.RequireFree(target.PathFor(0, ImageFormat.Jpeg));
        ApiCall<SavedImage> call = new(
            HttpMethod.Get, $"{ProfilePath(profileId)}/profile_picture", (response, stop) => ProfilePicture.SaveAsync(response, target, stop))
        {
            Subject = target.PathFor(0, ImageFormat.Jpeg),
        };
        return (await _transport.SendAsync(call, _options.Timeout, cancellationToken).ConfigureAwait(false)).Value.Path;
    }

    private static string ProfilePath(string profileId) => $"/v1/phota/profiles/{PathPart.Of(profileId, "profile")}";

    private static async Task<PhotaProfile> ReadProfileAsync(HttpResponseMessage response, string? askedId, CancellationToken cancellationToken) =>
        ProfileBody.Read(await SmallBody.ReadAsync(response, cancellationToken).ConfigureAwait(false), askedId, ErrorReader.RequestId(response));

    private static async Task<IReadOnlyList<PhotaProfile>> ReadProfilesAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ProfileBody.ReadList(await SmallBody.ReadAsync(response, cancellationToken).ConfigureAwait(false), ErrorReader.RequestId(response));

    private async Task<PhotaProfile?> WithStatusAsync(PhotaProfile profile, CancellationToken cancellationToken)
    {
        if (profile.ServiceStatus is not null) return profile;
        try
        {
            return await GetProfileAsync(profile, cancellationToken).ConfigureAwait(false);
        }
        catch (PhotaException e) when (e.Kind == PhotaErrorKind.NotFound)
        {
            // Deleted since it was listed.
            return null;
        }
    }
}
