using System.IO.Compression;
using System.Reflection;
using System.Reflection.Emit;

namespace Containerize.Bench;

/// <summary>A folder of generated packages, each one assembly whose code is different and about as compressible as real code. A fixed seed makes them equal in every run.</summary>
public static class PackageFeed
{
    /// <summary>Packages that the "one package added" case can add.</summary>
    public const int ExtraCount = 60;

    private const int LibraryCount = 65;
    private const string Version = "1.0.0";

    /// <summary>Name of a package that an app has from the start, counted from 1.</summary>
    public static string Library(int number) => $"Bench.Library{number:D2}";

    /// <summary>Name of a package that is added later, counted from 1.</summary>
    public static string Extra(int number) => $"Bench.Extra{number:D2}";

    /// <summary>The line of a project that refers to a package.</summary>
    public static string Reference(string package) => $"    <PackageReference Include=\"{package}\" Version=\"{Version}\" />\n";

    /// <summary>Writes all packages.</summary>
    public static void Write(string folder)
    {
        for (var number = 1; number <= LibraryCount; number++)
            WritePackage(folder, Library(number), new Random(number), methods: 900 + (number * 35 % 1400));

        for (var number = 1; number <= ExtraCount; number++)
            WritePackage(folder, Extra(number), new Random(1000 + number), methods: 400);
    }

    private static void WritePackage(string folder, string name, Random random, int methods)
    {
        using var package = ZipFile.Open(Path.Combine(folder, $"{name}.{Version}.nupkg"), ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open()))
        {
            nuspec.Write($"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata>
                    <id>{name}</id><version>{Version}</version><authors>bench</authors><description>Generated.</description>
                    <dependencies><group targetFramework="net10.0" /></dependencies>
                  </metadata>
                </package>
                """);
        }

        using var library = package.CreateEntry($"lib/net10.0/{name}.dll").Open();
        WriteAssembly(library, name, random, methods);
    }

    private static void WriteAssembly(Stream stream, string name, Random random, int methods)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new(1, 0, 0, 0) }, typeof(object).Assembly);
        var type = assembly.DefineDynamicModule(name).DefineType($"{name}.Code", TypeAttributes.Public | TypeAttributes.Sealed);
        for (var number = 0; number < methods; number++)
        {
            var body = type.DefineMethod($"Method{number}", MethodAttributes.Public | MethodAttributes.Static, typeof(int), [typeof(int)]).GetILGenerator();
            body.Emit(OpCodes.Ldarg_0);
            for (var step = 0; step < 60; step++)
            {
                body.Emit(OpCodes.Ldc_I4, random.Next(1 << 16));
                body.Emit(random.Next(3) switch { 0 => OpCodes.Add, 1 => OpCodes.Mul, _ => OpCodes.Xor });
            }

            body.Emit(OpCodes.Ret);
        }

        type.CreateType();
        using var buffer = new MemoryStream();
        assembly.Save(buffer);
        buffer.WriteTo(stream);
    }
}
