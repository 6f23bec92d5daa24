import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.keycloak.common.Profile;
import org.keycloak.config.Option;

/**
 * Asks a Keycloak distribution's own classes what its help does not tell: run by collect.ts as
 * java -cp "DISTRIBUTION/lib/lib/main/*" Probe.java DISTRIBUTION/lib/lib/main. One fact a line, its kind first.
 */
public class Probe {
    /** Words in compiled classes: log messages that verify reads, variables that only the code knows. */
    private static final List<Pattern> WORDS = List.of(
            Pattern.compile("ISPN0000(?:78|79|80|93|94): [ -~]+"),
            Pattern.compile("Bootstrap completed[ -~]*"),
            Pattern.compile("KEYCLOAK_ADMIN(?:_PASSWORD)?"));

    /** Of Infinispan's TCP stack, which ours extends. */
    private static final Pattern BINDING = Pattern.compile("(?:bind_addr|bind_port|FD_SOCK2 offset)=\"[^\"]*\"");

    private static final Pattern JARS =
            Pattern.compile("org\\.(keycloak\\.keycloak-(quarkus|model-infinispan|services-\\d|config-api)|infinispan\\.infinispan-core).*\\.jar");

    public static void main(String[] args) throws Exception {
        Path libraries = Path.of(args[0]);
        TreeSet<String> facts = new TreeSet<>();
        for (Profile.Feature feature : Profile.Feature.values()) {
            facts.add("feature " + feature.getKey() + " " + feature.getType().name().toLowerCase());
        }
        TreeSet<String> words = new TreeSet<>();
        TreeMap<Integer, Integer> releases = new TreeMap<>();
        try (Stream<Path> jars = Files.list(libraries)) {
            for (Path jar : jars.sorted().collect(Collectors.toList())) {
                readJar(jar, facts, words, releases);
            }
        }
        words.forEach(word -> facts.add("words " + word));
        // Class files of 61 need Java 17.
        facts.add("java-needed " + (releases.lastKey() - 44));
        facts.forEach(System.out::println);
    }

    private static void readJar(Path jar, TreeSet<String> facts, TreeSet<String> words, TreeMap<Integer, Integer> releases)
            throws IOException, ReflectiveOperationException {
        String name = jar.getFileName().toString();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry services = zip.getEntry("META-INF/services/java.sql.Driver");
            if (services != null) {
                for (String line : text(zip, services, StandardCharsets.UTF_8).split("\\s+")) {
                    if (!line.isEmpty() && !line.startsWith("#")) facts.add("driver " + line);
                }
            }
            boolean ours = name.startsWith("org.keycloak.");
            if (!ours && !JARS.matcher(name).matches()) return;
            for (ZipEntry entry : zip.stream().collect(Collectors.toList())) {
                String path = entry.getName();
                if (path.endsWith("/default-jgroups-tcp.xml")) {
                    Matcher matcher = BINDING.matcher(text(zip, entry, StandardCharsets.UTF_8));
                    while (matcher.find()) facts.add("tcp " + matcher.group());
                }
                if (!path.endsWith(".class") || path.startsWith("META-INF/")) continue;
                if (name.contains("keycloak-config-api") && path.matches("org/keycloak/config/\\w+Options\\.class")) {
                    readOptions(path, facts);
                }
                String content = text(zip, entry, StandardCharsets.ISO_8859_1);
                if (ours) releases.merge(content.charAt(6) * 256 + content.charAt(7), 1, Integer::sum);
                if (!JARS.matcher(name).matches()) continue;
                for (Pattern pattern : WORDS) {
                    Matcher matcher = pattern.matcher(content);
                    while (matcher.find()) words.add(matcher.group().strip());
                }
            }
        }
    }

    private static void readOptions(String path, TreeSet<String> facts) throws ReflectiveOperationException {
        Class<?> type = Class.forName(path.replace('/', '.').replace(".class", ""));
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || !Option.class.isAssignableFrom(field.getType())) continue;
            field.setAccessible(true);
            Option<?> option = (Option<?>) field.get(null);
            if (option != null) facts.add(describe(option));
        }
    }

    private static String describe(Option<?> option) {
        List<String> words = new ArrayList<>();
        words.add("option");
        words.add(option.getKey());
        words.add(option.isBuildTime() ? "build" : "run");
        if (option.isHidden()) words.add("hidden");
        if (isDeprecated(option)) words.add("deprecated");
        option.getDefaultValue().ifPresent(value -> words.add("default=" + plain(value)));
        String type = typeOf(option);
        if (!type.isEmpty()) words.add("type=" + type);
        // Features have lines of their own.
        if (!option.getKey().startsWith("feature") && option.getExpectedValues() != null && !option.getExpectedValues().isEmpty()) {
            words.add("values=" + option.getExpectedValues().stream().map(Probe::plain).sorted().collect(Collectors.joining(",")));
        }
        return String.join(" ", words);
    }

    /** Durations and sizes are strings, whose description names the format. */
    private static String typeOf(Option<?> option) {
        String type = option.getType().getSimpleName().toLowerCase();
        if (List.of("integer", "double", "boolean").contains(type)) return type;
        String description = String.valueOf(option.getDescription());
        if (type.equals("memorysize") || description.matches("(?s).*(in bytes|size suffixes).*")) return "size";
        return type.equals("string") && description.matches("(?s).*Duration.*|(?s).*duration value.*") ? "duration" : "";
    }

    /** Options say so from 24 on. */
    private static boolean isDeprecated(Option<?> option) {
        try {
            Object metadata = Option.class.getMethod("getDeprecatedMetadata").invoke(option);
            // Of single values deprecated, the option itself is not.
            return ((java.util.Optional<?>) metadata).filter(it -> !valuesOnly(it)).isPresent();
        } catch (ReflectiveOperationException absent) {
            return false;
        }
    }

    private static boolean valuesOnly(Object metadata) {
        try {
            Object values = metadata.getClass().getMethod("getDeprecatedValues").invoke(metadata);
            return values instanceof java.util.Collection && !((java.util.Collection<?>) values).isEmpty();
        } catch (ReflectiveOperationException absent) {
            return false;
        }
    }

    private static String plain(Object value) {
        return String.valueOf(value).replaceAll("\\s+", "_");
    }

    private static String text(ZipFile zip, ZipEntry entry, java.nio.charset.Charset charset) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), charset);
        }
    }
}
