namespace Weir.FunctionalTests.Origin.Files;

public sealed class ConfinementTests
{
    [Theory]
    [InlineData("/../outside")]
    [InlineData("/sub/../../outside")]
    [InlineData("/%2e%2e/outside")]
    [InlineData("/%2E%2e/outside")]
    [InlineData("/.%2e/outside")]
    [InlineData("/..%2foutside")]
    [InlineData("/..%2Foutside")]
    [InlineData("/..%5coutside")]
    [InlineData("/..\\outside")]
    [InlineData("/%2e%2e%2foutside")]
    [InlineData("/%252e%252e/outside")]
    [InlineData("/%c0%ae%c0%ae/outside")]
    [InlineData("/%e0%80%ae/outside")]
    [InlineData("//outside")]
    [InlineData("/./inside")]
    [InlineData("/sub//inside")]
    [InlineData("/inside%00.txt")]
    [InlineData("/inside%0a")]
    [InlineData("/%")]
    [InlineData("/%zz")]
    [InlineData("/inside/")]
    [InlineData("/inside/..")]
    [InlineData("/link-to-outside")]
    [InlineData("/absolute-link-to-outside")]
    [InlineData("/link-to-parent/outside")]
    [InlineData("/absolute-link-to-parent/outside")]
    [InlineData("/link-to-parent/")]
    [InlineData("/link-to-nothing")]
    [InlineData("/link-to-itself")]
    [InlineData("/link-to-device")]
    [InlineData("/link-to-proc")]
    [InlineData("/root-link/root/../outside")]
    [InlineData("/pipe")]
    [InlineData("/pipe/")]
    [InlineData("/socket")]
    [InlineData("/f.weir-part")]
    [InlineData("/f.WEIR-journal")]
    [InlineData("/no-such-file")]
    [InlineData("/secret-mode")]
    [InlineData("*")]
    [InlineData("inside")]
    [InlineData("file:///etc/passwd")]
    public async Task Nothing_but_files_of_the_root_is_served(string target)
    {
        await using var origin = await StartAsync();
        // Twice: the first may be answered on the thread pool, the second from the kernel's cache.
        for (var i = 0; i < 2; i++)
        {
            var answer = await origin.GetAsync(target);
            Assert.True(answer.Status is 400 or 404, $"{target}: {answer.Status}");
            Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/inside")]
    [InlineData("/sub/inside")]
    [InlineData("/link-to-inside")]
    [InlineData("/absolute-link-to-inside")]
    [InlineData("/absolute-link-to-sub/inside")]
    [InlineData("/sub/link-up-and-back")]
    [InlineData("/in%73ide")]
    [InlineData("http://elsewhere/inside")]
    [InlineData("/inside?../../outside")]
    public async Task Files_of_the_root_are_served_by_every_way_that_stays_inside(string target)
    {
        await using var origin = await StartAsync();
        for (var i = 0; i < 2; i++)
            Assert.Equal("inside", (await origin.GetAsync(target)).Text);
    }

    [Fact]
    public async Task Link_that_is_turned_outside_while_requests_come_never_leaks()
    {
        await using var origin = await StartAsync();
        using var stop = new CancellationTokenSource();
        var link = origin.Folder["root/turning"];
        var turning = Task.Run(
            () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    File.CreateSymbolicLink(link + ".new", origin.Folder[i % 2 == 0 ? "outside" : "root/inside"]);
                    File.Move(link + ".new", link, overwrite: true);
                }
            },
            TestContext.Current.CancellationToken
        );
        using var client = await origin.ConnectAsync();
        var served = 0;
        for (var i = 0; i < 2000; i++)
        {
            await client.GetAsync("/turning");
            var answer = await client.ReadAsync();
            Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
            served += answer.Status == 200 ? 1 : 0;
        }

        await stop.CancelAsync();
        await turning;
        Assert.InRange(served, 1, 2000);
    }

    private static Task<TestOrigin> StartAsync() =>
        TestOrigin.StartAsync(folder =>
        {
            folder.Write("outside", "secret"u8);
            folder.Write("root/inside", "inside"u8);
            folder.Write("root/f.weir-part", "secret"u8);
            folder.Write("root/f.WEIR-journal", "secret"u8);
            Directory.CreateDirectory(folder["root/sub"]);
            folder.Write("root/sub/inside", "inside"u8);
            Link("link-to-outside", "../outside");
            Link("absolute-link-to-outside", folder["outside"]);
            Link("link-to-parent", "..");
            Link("absolute-link-to-parent", folder.Path);
            Link("link-to-nothing", "nothing");
            Link("link-to-itself", "link-to-itself");
            Link("link-to-device", "/dev/zero");
            Link("link-to-proc", "/proc/self/environ");
            Link("root-link", folder.Path);
            Link("link-to-inside", "inside");
            Link("absolute-link-to-inside", folder["root/inside"]);
            Link("absolute-link-to-sub", folder["root/sub"]);
            Link("sub/link-up-and-back", "../inside");
            SpecialFiles.MakePipe(folder["root/pipe"]);
            using var socket = new System.Net.Sockets.Socket(
                System.Net.Sockets.AddressFamily.Unix,
                System.Net.Sockets.SocketType.Stream,
                System.Net.Sockets.ProtocolType.Unspecified
            );
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(folder["root/socket"]));

            void Link(string name, string target) => File.CreateSymbolicLink(folder["root/" + name], target);
        });
}
