import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One cell of the matrix: each step is asked for each selector and reported as a line of JSON. What a
 * step does is in ../../README.md; which cell it is, in the file that NAMEPLATE_CELL names.
 */
final class Cell {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Credentials credentials;
    private final JsonNode asked;

    /** What differs from client to client: the credential that it has for a name of an identity. */
    interface Credentials {
        TokenCredential of(String source, String selector, String value) throws Exception;
    }

    /** A step that did not find what it has to. */
    private static final class Unexpected extends Exception {
        Unexpected(String said) {
            super(said);
        }
    }

    private Cell(Credentials credentials, JsonNode asked) {
        this.credentials = credentials;
        this.asked = asked;
    }

    static void run(Credentials credentials) throws Exception {
        new Cell(credentials, JSON.readTree(new File(System.getenv("NAMEPLATE_CELL")))).run();
        System.exit(0); // The SDK's threads are none of ours.
    }

    private void run() throws Exception {
        for (JsonNode selector : asked.get("selectors")) {
            for (JsonNode step : asked.get("steps")) {
                if (!(step.asText().equals("wrong-id") && text(selector, "name").equals("none"))) {
                    System.out.println(JSON.writeValueAsString(report(selector, step.asText())));
                }
            }
        }
    }

    private ObjectNode report(JsonNode selector, String step) {
        ObjectNode line = JSON.createObjectNode();
        line.put("selector", text(selector, "name")).put("step", step);
        try {
            line.put("ok", true).put("detail", "");
            take(step, selector, line);
        } catch (Exception | LinkageError error) {
            line.put("ok", false).put("detail", brief(error));
        }
        return line;
    }

    private void take(String step, JsonNode selector, ObjectNode line) throws Exception {
        if (Set.of("secret-set", "secret-get", "secret-list", "forbidden").contains(step)) {
            // What a credential refuses the vault's client asks for four times: seconds for each step.
            ask(selector, text(selector, "value"));
        }
        switch (step) {
            case "token" -> token(selector, line);
            case "wrong-id" -> wrongId(selector, line);
            case "secret-set" -> set(selector);
            case "secret-get", "throttled", "unavailable" -> get(selector);
            case "secret-list" -> list(selector);
            case "forbidden" -> forbidden(selector, line);
            default -> throw new Unexpected("no such step");
        }
    }

    private void token(JsonNode selector, ObjectNode line) throws Exception {
        AccessToken token = ask(selector, text(selector, "value"));
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(token.getToken().split("\\.")[1]));
        ObjectNode told = line.putObject("claims");
        for (String name : new String[] {"oid", "appid", "aud", "xms_mirid"}) {
            told.set(name, claims.get(name));
        }
        line.put("expires_in", Duration.between(OffsetDateTime.now(), token.getExpiresAt()).toSeconds());
    }

    private void wrongId(JsonNode selector, ObjectNode line) throws Exception {
        try {
            ask(selector, text(selector, "wrong"));
        } catch (Exception refused) {
            line.put("detail", brief(refused));
            return;
        }
        throw new Unexpected("a token came for an identity that is not there");
    }

    private void set(JsonNode selector) throws Exception {
        secrets("vault", selector).setSecret(text(selector, "secret"), text(selector, "content"));
    }

    private void get(JsonNode selector) throws Exception {
        String content = secrets("vault", selector).getSecret(text(selector, "secret")).getValue();
        if (!content.equals(text(selector, "content"))) {
            throw new Unexpected("another content came");
        }
    }

    private void list(JsonNode selector) throws Exception {
        Set<String> names = secrets("vault", selector)
                .listPropertiesOfSecrets().stream().map(each -> each.getName()).collect(Collectors.toSet());
        if (!names.contains(text(selector, "secret")) || names.size() < asked.get("least").asInt()) {
            throw new Unexpected(names.size() + " secrets came");
        }
    }

    private void forbidden(JsonNode selector, ObjectNode line) throws Exception {
        try {
            secrets("forbidden_vault", selector).getSecret("anything");
        } catch (HttpResponseException refused) {
            if (refused.getResponse() != null && refused.getResponse().getStatusCode() == 403) {
                line.put("detail", brief(refused));
                return;
            }
            throw refused;
        }
        throw new Unexpected("a secret came from a vault that is closed");
    }

    /** One token of a new credential. */
    private AccessToken ask(JsonNode selector, String value) throws Exception {
        TokenRequestContext scope = new TokenRequestContext().addScopes(text(asked, "resource") + "/.default");
        return credential(selector, value).getTokenSync(scope);
    }

    private SecretClient secrets(String vault, JsonNode selector) throws Exception {
        return new SecretClientBuilder()
                .vaultUrl(text(asked, vault))
                .credential(credential(selector, text(selector, "value")))
                .buildClient();
    }

    private TokenCredential credential(JsonNode selector, String value) throws Exception {
        return credentials.of(text(asked, "source"), text(selector, "name"), value);
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).asText();
    }

    /** An error's type and the first line of what it says. */
    private static String brief(Throwable error) {
        String said = error.getClass().getName() + ": " + String.valueOf(error.getMessage()).strip();
        String line = said.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 200));
    }
}
