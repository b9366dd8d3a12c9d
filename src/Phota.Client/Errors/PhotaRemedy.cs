namespace Phota;

/// <summary>What can be done about an error. A program says it in its own words: its commands, buttons or options.</summary>
public enum PhotaRemedy
{
    /// <summary>What the kind of error says.</summary>
    None,

    /// <summary>Wait for the job and ask for its images then.</summary>
    WaitForJob,

    /// <summary>Wait for the profile: its training goes on.</summary>
    WaitForProfile,

    /// <summary>Look for the profile before another is trained: it may exist and be charged.</summary>
    FindProfile,

    /// <summary>Publish the photos where the service can fetch them, and train with their URLs.</summary>
    PublishPhotos,

    /// <summary>Train another profile with other photos.</summary>
    TrainWithOtherPhotos,

    /// <summary>Correct the profile's name.</summary>
    CheckName,

    /// <summary>Repair the file of profile names, make it writable, or use another.</summary>
    CheckNameFile,

    /// <summary>Give a signature that allows what was refused, and that has not expired.</summary>
    CheckContainer,

    /// <summary>Choose options that the model takes.</summary>
    ChooseModel,

    /// <summary>Say what a request costs, or drop the budget.</summary>
    GivePrice,

    /// <summary>Save the images that came with the error: they are paid for and at their URLs.</summary>
    SaveImages,

    /// <summary>Repeat the same work; nothing is paid twice.</summary>
    RunAgain,

    /// <summary>Find out why requests are paid for and bring nothing.</summary>
    FindCause,

    /// <summary>Wait until the other process is done, then repeat the same work.</summary>
    WaitForProcess,

    /// <summary>The same, or pay again for what that process may have lost.</summary>
    WaitForProcessOrPay,

    /// <summary>Put the file back, or pay for it again (<see cref="RetryStates.Missing"/>).</summary>
    PayForMissing,

    /// <summary>Pay again (<see cref="RetryStates.Failed"/>); whether a failed request is refunded is not documented.</summary>
    PayForFailed,

    /// <summary>Pay again (<see cref="RetryStates.PerhapsPaid"/>).</summary>
    PayForLost,

    /// <summary>Use the key that submitted the job.</summary>
    UseSubmittersKey,

    /// <summary>Plan this operation too, because its input is only planned.</summary>
    PlanBoth,

    /// <summary>Choose another destination.</summary>
    ChooseDestination,

    /// <summary>Choose another destination, or move the file away that has the name.</summary>
    FreePath,

    /// <summary>Move the file away that has the name; the image is kept beside it until then.</summary>
    MoveFileAway,

    /// <summary>Choose another destination, or allow the result to be replaced.</summary>
    Replace,

    /// <summary>Choose another destination, or mirror the photos' folders.</summary>
    MirrorFolders,

    /// <summary>Mirror from a folder that all photos lie below.</summary>
    ChooseCommonFolder,

    /// <summary>Free some space or make the folder writable.</summary>
    MakeWritable,

    /// <summary>Finish with the version that wrote the ledger, remove it, or choose another destination.</summary>
    LeaveOldLedger,

    /// <summary>Update this library, or choose another destination.</summary>
    Update,

    /// <summary>Remove the file, or name the image where its destination keeps it.</summary>
    RemoveFile,

    /// <summary>Install .NET 10.</summary>
    InstallDotNet,
}
