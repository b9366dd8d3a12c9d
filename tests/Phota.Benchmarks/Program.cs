using Phota.Benchmarks;
using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Server;

// The server and the bare loop are processes of their own, so that each has its own figures.
return args switch
{
    ["serve", .. string[] rest] => await BenchServer.RunAsync(ServerOptions.Parse(rest)),
    ["loop", .. string[] rest] => await BareLoop.RunAsync(rest),
    _ => await Bench.RunAsync(BenchOptions.Parse(args)),
};
