using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Containerize.Bench;

if (args.Contains("--help"))
{
    Console.WriteLine(Options.Usage);
    return 0;
}

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Options.Usage}");
    return 2;
}

var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
if (Environment.GetEnvironmentVariable("CONTAINERIZE_TEST_REGISTRY") is not { Length: > 0 } registry)
{
    Console.Error.WriteLine("CONTAINERIZE_TEST_REGISTRY is not set: start ./bench.sh, which sets up a registry and an engine.");
    return 2;
}

var engines = new Dictionary<string, string>(StringComparer.Ordinal);
foreach (var (output, variable) in (Span<(string, string)>)[("engine", "CONTAINERIZE_TEST_DOCKER"), ("containerd", "CONTAINERIZE_BENCH_CONTAINERD")])
{
    if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address && address.StartsWith("unix://", StringComparison.Ordinal))
        engines[output] = address;
    else
        Console.WriteLine($"not measured: output {output}, because {variable} names no unix socket");
}

var isFiltered = options.IsFiltered;
if (options.Bounds && options.Tools.Count == 0)
    options = options with { Tools = ["ours", "sdk"] }; // every bound is a ratio of these two
if (engines.Count == 0)
    options = options with { Tools = options.Tools.Count == 0 ? ["ours", "sdk"] : [.. options.Tools.Where(tool => tool != "docker")] };

var page = Path.Combine(root, "docs/performance.md");
var clock = Stopwatch.StartNew();
var load = Machine.Load();
using var workspace = new Workspace(root, registry, engines);
var outputs = ((string[])["registry", "engine", "containerd", "archive"])
    .Where(name => Options.Allows(options.Outputs, name) && (name is "registry" or "archive" || engines.ContainsKey(name)))
    .Select(name => new Output(name, engines.GetValueOrDefault(name)))
    .ToArray();
if (options.Levels)
    return WriteTable("levels", new LevelTable(workspace).Measure(Apps("large", "assets"), options.Runs ?? 5));
if (options.Off)
    return WriteTable("off", new OffTable(workspace).Measure(Apps("small", "packages"), options.Runs ?? 40));
if (options.Targets)
    return WriteTable("targets", new TargetTable(workspace).Measure(Apps("small", "large"), outputs, options.Runs ?? 10));

// Whoever breaks off a long run gets the figures of what ran.
using var ending = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

var runner = new CellRunner(workspace, options);
var results = new List<CellResult>();
var machine = Machine.Describe(workspace, [.. engines.Select(engine => new Output(engine.Key, engine.Value))]);
try
{
    runner.PullBases(outputs);
    foreach (var group in Cells().GroupBy(cell => (cell.App, cell.Output)).TakeWhile(_ => !ending.IsCancellationRequested))
    {
        var failure = runner.Settle(group.Key.App, group.Key.Output);
        foreach (var cell in group.TakeWhile(_ => !ending.IsCancellationRequested))
        {
            var result = failure is null ? runner.Run(cell, ending.Token) : new CellResult(cell) { Failure = failure };
            results.Add(result);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed:hh\\:mm\\:ss} {cell}: {Line(result)}"));
        }
    }
}
finally
{
    runner.RemoveImages();
}

Write();
return results.Exists(result => result.Failure is not null) ? 1 : 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ending.Cancel();
    Console.WriteLine("ends after this round");
}

// Those that are asked for, else those that the table is about.
IEnumerable<BenchApp> Apps(params string[] usual) => BenchApp.All.Where(app => options.Apps.Count > 0 ? options.Apps.Contains(app.Name) : usual.Contains(app.Name));

int WriteTable(string name, string table)
{
    WritePage(name, table, isWhole: !isFiltered);
    return 0;
}

// What is no whole run is written beside the documentation, unless it is asked for there. Returns the folder.
string WritePage(string name, string figures, bool isWhole)
{
    var folder = isWhole || options.Docs ? Path.Combine(root, "docs") : Directory.CreateDirectory(Path.Combine(root, "artifacts/bench")).FullName;
    var written = Path.Combine(folder, "performance.md");
    File.WriteAllText(written, MarkdownReport.Replace(File.ReadAllText(page), name, figures));
    Console.WriteLine($"written: {written}");
    return folder;
}

IEnumerable<Cell> Cells() =>
    from app in BenchApp.All
    where Options.Allows(options.Apps, app.Name)
    from output in outputs
    from which in Enum.GetValues<BuildCase>()
    where Options.Allows(options.Cases, which.ToString().ToLowerInvariant())
    let cell = new Cell(app, output, which)
    where !options.Bounds || Bound.Of(cell) is not null
    where options.All || options.Apps.Count + options.Outputs.Count + options.Cases.Count > 0 || Schedule.IsDefault(cell)
    select cell;

static string Line(CellResult result) => result.Failure is { } failure
    ? "failed: " + failure
    : string.Join(", ", CellResult.Tools.Select(tool => (tool, time: result.AddedBy(tool))).Where(row => row.time is not null)
        .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.tool} +{row.time!.Value.Value * 1000:F0} ms ({row.time.Value.Low * 1000:F0} to {row.time.Value.High * 1000:F0})")));

void Write()
{
    var isWhole = options.IsWhole && !ending.IsCancellationRequested;
    var remarks = new List<string>
    {
        string.Create(CultureInfo.InvariantCulture, $"{(isWhole ? "The whole benchmark" : $"**Not the whole benchmark** (`{string.Join(' ', ["./bench.sh", .. args])}`)")}, in {clock.Elapsed.TotalMinutes:F0} minutes. Load of the machine per core when it began: {load:F2}."),
    };
    if (load > 0.3)
        remarks.Add("**Other work ran on the machine: these figures are rough.**");

    if (ending.IsCancellationRequested)
        remarks.Add("**Broken off: what follows is missing, and the last case has fewer pairs.**");

    if (options.Bounds)
    {
        WritePage("bounds", MarkdownReport.WriteBounds(results, remarks), isWhole: !isFiltered && !ending.IsCancellationRequested);
        return;
    }

    var folder = WritePage("bench", MarkdownReport.Write(results, machine, remarks), isWhole);
    foreach (var app in (string[])["large", "small"])
    {
        if (BarChart.Write(results, app) is { } chart)
        {
            File.WriteAllText(Path.Combine(folder, "performance.svg"), chart);
            break;
        }
    }
}
