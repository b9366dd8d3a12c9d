/* dotnet.exe, which no package brings: it hands its arguments to the hostfxr.dll beside it. */
#include <stdio.h>
#include <windows.h>

typedef int (*hostfxr_main_fn)(int argc, const wchar_t **argv);

int wmain(int argc, wchar_t **argv)
{
    wchar_t path[MAX_PATH];
    GetModuleFileNameW(NULL, path, MAX_PATH);
    wcscpy(wcsrchr(path, L'\\') + 1, L"host\\fxr\\" VERSION L"\\hostfxr.dll");
    HMODULE library = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    hostfxr_main_fn run = library ? (hostfxr_main_fn)(void *)GetProcAddress(library, "hostfxr_main") : NULL;
    if (!run) {
        fwprintf(stderr, L"%ls cannot be loaded: error %lu\n", path, GetLastError());
        return 1;
    }

    return run(argc, (const wchar_t **)argv);
}
