return await Containerize.AnalyzerCorpus.CorpusRun.MainAsync(args, Console.Out);
