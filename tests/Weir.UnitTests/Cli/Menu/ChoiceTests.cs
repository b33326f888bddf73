using Weir.Cli.Menu;

namespace Weir.UnitTests.Cli.Menu;

/// <summary>From answers to command lines.</summary>
public sealed class ChoiceTests
{
    [Theory]
    [InlineData(1, "", "weir serve . --listen 8000")]
    [InlineData(
        1,
        "root=my files|serve port=9000|replicas=3|udp=8620",
        "weir serve 'my files' --listen 9000 --replicas 3 --udp 8620"
    )]
    [InlineData(1, "root=-odd", "weir serve ./-odd --listen 8000")]
    [InlineData(2, "sources=http://a/f http://b/f", "weir get http://a/f http://b/f")]
    [InlineData(
        2,
        "sources=http://a:{1..3}/f|file=it's|checksum=sha256:00",
        "weir get 'http://a:{1..3}/f' -o 'it'\\''s' --checksum sha256:00"
    )]
    [InlineData(2, "sources=http://a/there|replace=y", "weir get http://a/there --overwrite")]
    [InlineData(2, "sources=http://a/f|replace=y", "weir get http://a/f")]
    [InlineData(3, "", "weir request http://127.0.0.1:8080/")]
    [InlineData(3, "proxy url=http://p/f|times=5", "weir request http://p/f --times 5")]
    [InlineData(
        3,
        "upstream=http://127.0.0.1:8000|proxy port=8081|proxy path=f?a=1",
        "weir proxy --upstream http://127.0.0.1:8000 --listen 8081 --quiet &\n"
            + "weir request 'http://127.0.0.1:8081/f?a=1' --wait 5s"
    )]
    [InlineData(4, "", "weir probe 127.0.0.1:8620")]
    [InlineData(4, "reflector=echo:h:7|packets=10|probe csv=q.csv", "weir probe echo:h:7 --count 10 --csv q.csv")]
    [InlineData(5, "clients target=http://a/f", "weir load http://a/f --clients 5")]
    [InlineData(
        5,
        "clients target=http://a/f|clients=25|load out=results",
        "weir load http://a/f --clients 25 --out results"
    )]
    [InlineData(5, "clients target=echo:h:7|clients csv=q.csv", "weir probe echo:h:7 --clients 5 --csv q.csv")]
    [InlineData(
        6,
        "targets=http://a/f h:862|agent=me|collector=https://c:7070|pin=sha256:00",
        "weir agent http://a/f h:862 --every 30s --agent me --collector https://c:7070 --token me.token --pin sha256:00"
    )]
    [InlineData(
        6,
        "targets=http://a/f|agent=me",
        "weir collect token add me --store sqlite:weir.db > me.token\n"
            + "weir collect --listen 7070 --store sqlite:weir.db --quiet &\n"
            + "weir agent http://a/f --every 30s --agent me --collector http://127.0.0.1:7070/ --token me.token"
    )]
    [InlineData(
        6,
        "targets=http://a/f|agent=me|own token=there|store file=s t.db",
        "weir collect --listen 7070 --store 'sqlite:s t.db' --quiet &\n"
            + "weir agent http://a/f --every 30s --agent me --collector http://127.0.0.1:7070/ --token there"
    )]
    [InlineData(7, "", "weir report --store sqlite:weir.db")]
    [InlineData(7, "report file=there|replace=y", "weir report --store sqlite:weir.db -o there --overwrite")]
    [InlineData(
        7,
        "report from=https://c:7070|reader token=t|pin=sha256:00",
        "weir report --collector https://c:7070 --token t --pin sha256:00"
    )]
    [InlineData(8, "", "weir lab")]
    [InlineData(8, "lab size=1GiB|lab serve=n", "weir lab --size 1GiB --once")]
    [InlineData(9, "", "weir collect --listen 7070 --store sqlite:weir.db --open-read")]
    [InlineData(9, "page port=80|open read=n", "weir collect --listen 80 --store sqlite:weir.db")]
    public void Answers_make_a_command_line_to_copy(int digit, string given, string lines)
    {
        Assert.Equal(lines, Lines(MenuChoices.All, digit, given));
    }

    [Theory]
    [InlineData(1, "", "weir proxy --tcp '9000=127.0.0.1:8000'")]
    [InlineData(1, "relay loss=1%", "weir proxy --tcp '9000=127.0.0.1:8000'")]
    [InlineData(
        1,
        "relay udp=y|relay delay=20ms|relay loss=1%|relay bandwidth=10Mbit",
        "weir proxy --udp '9000=127.0.0.1:8620' --delay 20ms --loss 1% --bandwidth 10Mbit"
    )]
    [InlineData(2, "", "weir simulate -o simulated.ndjson --overwrite\nweir analyse simulated.ndjson")]
    [InlineData(2, "records=r.csv|analysis page=p.html", "weir analyse r.csv -o p.html")]
    [InlineData(2, "records=r.csv|analysis page=there|replace=y", "weir analyse r.csv -o there --overwrite")]
    [InlineData(
        3,
        "class listen=0.0.0.0:80|class clients=3",
        "weir serve . --listen 0.0.0.0:80 --wait-clients 3 --out results"
    )]
    [InlineData(
        4,
        "hashed file=f|hashed urls=http://a/f http://b/f",
        "weir hash f -o f.meta4 --url http://a/f --url http://b/f"
    )]
    [InlineData(4, "hashed file=f|metalink=there|replace=y", "weir hash f -o there --overwrite")]
    [InlineData(5, "damaged file=f|repair sources=http://a/f http://b/f", "weir repair f http://a/f http://b/f")]
    [InlineData(5, "damaged file=f", "weir repair f f.meta4")]
    [InlineData(6, "", "weir make-file test.bin --size 100MB")]
    [InlineData(6, "test file=there|replace=y|test size=1GiB", "weir make-file there --size 1GiB --overwrite")]
    [InlineData(7, "", "weir doctor")]
    [InlineData(7, "doctor store=weir.db", "weir doctor --store sqlite:weir.db")]
    public void Answers_on_the_page_of_tools_make_a_command_line_to_copy(int digit, string given, string lines)
    {
        Assert.Equal(lines, Lines(MenuChoices.Tools, digit, given));
    }

    [Fact]
    public void What_serves_others_runs_in_the_background_and_a_token_goes_into_its_file()
    {
        var steps = Steps(MenuChoices.All, 6, "targets=http://a/f|agent=me");

        Assert.Equal(["me.token", null, null], steps.Select(step => step.OutputFile));
        Assert.Equal([false, true, false], steps.Select(step => step.IsBackground));
        Assert.Equal(["collect", "token", "add", "me", "--store", "sqlite:weir.db"], steps[0].Arguments);
    }

    [Fact]
    public void Every_question_fits_its_line_and_has_a_name_of_its_own()
    {
        foreach (var choice in MenuChoices.All.Concat(MenuChoices.Tools))
        {
            Assert.All(choice.Questions, question => Assert.InRange(question.Text.Length, 1, 79));
            Assert.Distinct(choice.Questions.Select(question => question.Name));
        }
    }

    private static string Lines(IReadOnlyList<MenuChoice> page, int digit, string given) =>
        string.Join('\n', Steps(page, digit, given).Select(step => step.Line));

    /// <summary>Asks as the screen does, with the defaults where nothing else is given; only the file "there" exists.</summary>
    private static IReadOnlyList<MenuStep> Steps(IReadOnlyList<MenuChoice> page, int digit, string given)
    {
        var typed = given
            .Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        var choice = page[digit - 1];
        var answers = new Answers(file => file == "there");
        foreach (var question in choice.Questions.Where(question => question.IsAsked(answers)))
            answers[question] = typed.GetValueOrDefault(question.Name) ?? question.Default(answers);
        return choice.Steps(answers);
    }
}
