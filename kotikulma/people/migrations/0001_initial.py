import django.db.models.deletion
import django.db.models.functions.text
import kotikulma.kernel.clock
import kotikulma.kernel.i18n
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('language', models.CharField(default='fi', max_length=2)),
                ('is_active', models.BooleanField(default=True)),
                ('session_epoch', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='person_email_lower_case', violation_error_message='Kirjoita sähköpostiosoite pienillä kirjaimilla.')],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', kotikulma.kernel.i18n.LanguageMapField(blank=True, default=dict, max_characters=100)),
                ('summary', kotikulma.kernel.i18n.LanguageMapField(blank=True, default=dict, max_characters=150)),
                ('description', kotikulma.kernel.i18n.LanguageMapField(blank=True, default=dict, max_characters=2500)),
                ('sector', models.CharField(choices=[('municipality', 'Kunta'), ('wellbeing_county', 'Hyvinvointialue'), ('association', 'Yhdistys'), ('company', 'Yritys'), ('parish', 'Seurakunta'), ('state', 'Valtio'), ('peer_group', 'Vertaisryhmä')], max_length=20)),
                ('business_id', models.CharField(blank=True, help_text='Y-tunnus, 1234567-8', max_length=9)),
                ('municipality_code', models.CharField(blank=True, max_length=3)),
                ('contacts', models.JSONField(blank=True, default=list, help_text='directory.types.Contact as dictionaries')),
                ('status', models.CharField(choices=[('draft', 'Luonnos'), ('published', 'Julkaistu'), ('archived', 'Arkistoitu'), ('merged', 'Yhdistetty')], default='published', max_length=12)),
                ('locked_fields', models.JSONField(blank=True, default=list, help_text='Fields an import leaves alone')),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('modified_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='people.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['business_id'], name='organization_by_business_id')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sector__in', ['municipality', 'wellbeing_county', 'association', 'company', 'parish', 'state', 'peer_group'])), name='organization_sector_known'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'archived', 'merged'])), name='organization_status_known'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='organization_not_its_own_parent', violation_error_message='Organisaatio ei voi olla oma yläorganisaationsa.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into__isnull', False), _connector='OR'), name='organization_merged_has_target')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('editor', 'Muokkaaja'), ('coordinator', 'Koordinaattori'), ('administrator', 'Pääkäyttäjä')], max_length=20)),
                ('created_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'role'], name='membership_by_organization')],
                'constraints': [models.UniqueConstraint(fields=('person', 'organization', 'role'), name='membership_once', violation_error_message='Henkilöllä on jo tämä rooli organisaatiossa.'), models.CheckConstraint(condition=models.Q(('role__in', ['editor', 'coordinator', 'administrator'])), name='membership_role_known')],
            },
        ),
        migrations.CreateModel(
            name='RateBucket',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('tokens', models.FloatField()),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('tokens__gte', 0)), name='rate_bucket_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='SignInCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('nonce', models.CharField(max_length=43)),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('issued_at'))), name='sign_in_code_expires_later')],
            },
        ),
    ]
