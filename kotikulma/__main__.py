from kotikulma.config.cli import main

main()
