using Containerize.Diagnostics;

namespace Containerize.Core.Tests.Engines;

/// <summary>What every fault of an engine has to look like.</summary>
internal static class Failure
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>It ends within 10 seconds with this code, says this, in one line that shows nothing of our insides.</summary>
    public static async Task<ContainerizeException> OfAsync(DiagnosticCode code, string hint, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await act(limit.Token).WaitAsync(limit.Token);
        }
        catch (ContainerizeException e)
        {
            Assert.AreEqual(code, e.Diagnostic.Code, e.Message);
            Assert.Contains(hint, e.Message);
            Assert.DoesNotContain('\n', e.Message);
            Assert.DoesNotContain("Exception", e.Message);
            Assert.DoesNotContain("   at ", e.Message);
            return e;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AssertFailedException($"It did not end within {Limit.TotalSeconds} seconds; {code.Id} was expected.");
        }

        throw new AssertFailedException($"It did not fail; {code.Id} was expected.");
    }
}
