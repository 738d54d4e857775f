using Containerize.Diagnostics;

namespace Containerize.Core.Tests.Native;

internal sealed class CollectingLog : IBuildLog
{
    public List<Diagnostic> Diagnostics { get; } = [];

    public List<string> Details { get; } = [];

    public void Report(Diagnostic diagnostic) => Diagnostics.Add(diagnostic);

    public void Detail(string line) => Details.Add(line);
}
